package io.spillway.top;

import io.spillway.ops.watch.StatisticsCsv;
import java.util.List;
import java.util.Map;

/**
 * What a process told at one moment. Immutable.
 *
 * @param info of {@code show info}
 * @param rows of {@code show stat}, without listeners
 */
public record Snapshot(Map<String, String> info, List<Row> rows) {
  /** What is asked for it. */
  public static final String COMMANDS = "show info;show stat -1 7 -1";

  public Snapshot {
    rows = List.copyOf(rows);
  }

  /**
   * Reads what a process answers to {@link #COMMANDS}.
   *
   * @throws IllegalArgumentException where it is something else
   */
  public static Snapshot of(String answer) {
    return new Snapshot(
        StatisticsCsv.info(answer), StatisticsCsv.rows(answer).stream().map(Row::new).toList());
  }

  /** A value of {@code show info}; a dash where it is missing. */
  String info(String name) {
    return info.getOrDefault(name, "-");
  }

  /** A line of {@code show stat}. Immutable. */
  public record Row(Map<String, String> values) {
    private static final String SERVER = "2";

    String text(String column) {
      return values.getOrDefault(column, "");
    }

    long number(String column) {
      String text = text(column);
      return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    boolean isServer() {
      return text("type").equals(SERVER);
    }

    /** The server's name as commands take it. */
    String path() {
      return text("pxname") + "/" + text("svname");
    }
  }
}
