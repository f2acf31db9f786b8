package io.spillway.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes lines of what a process told. Stateless. */
public final class TopView {
  /** Shown below the lines of a live view. */
  static final String KEYS =
      "up/down choose  d drain  x disable  e enable  w weight  a all/servers  q quit";

  private static final String[] HEADS = {
    "STATUS", "WGHT", "CUR", "MAX", "RATE", "QUEUE", "ERR", "4XX", "5XX", "CHECK", "RESP", "TOTAL"
  };
  private static final int[] WIDTHS = {12, 5, 6, 6, 6, 6, 7, 7, 7, 8, 6, 6};
  private static final int NARROWEST_NAME = 16;
  private static final int WIDEST_NAME = 40;

  private TopView() {}

  /** A line, and the server that it is about. */
  record Line(String text, Snapshot.@Nullable Row server, State state) {}

  /** How a line is coloured. */
  enum State {
    HEAD,
    PROXY,
    UP,
    DOWN,
    ASIDE
  }

  /** The view as plain text, as it is printed where there is no terminal. */
  public static String text(Snapshot snapshot) {
    StringBuilder out = new StringBuilder();
    head(snapshot).forEach(line -> out.append(line).append('\n'));
    lines(snapshot, false).forEach(line -> out.append(line.text().stripTrailing()).append('\n'));
    return out.toString();
  }

  /** What is told of the process as a whole. */
  static List<String> head(Snapshot snapshot) {
    return List.of(
        snapshot.info("Name")
            + " "
            + snapshot.info("Version")
            + " on "
            + snapshot.info("node")
            + ", process "
            + snapshot.info("Pid")
            + ", up "
            + snapshot.info("Uptime"),
        "connections "
            + snapshot.info("CurrConns")
            + " of "
            + snapshot.info("Maxconn")
            + ", "
            + snapshot.info("ConnRate")
            + "/s; sessions "
            + snapshot.info("SessRate")
            + "/s; requests "
            + requestRate(snapshot)
            + "/s; queued "
            + queued(snapshot)
            + "; idle "
            + snapshot.info("Idle_pct")
            + "%");
  }

  private static long requestRate(Snapshot snapshot) {
    return snapshot.rows().stream()
        .filter(row -> row.text("svname").equals("FRONTEND"))
        .mapToLong(row -> row.number("req_rate"))
        .sum();
  }

  private static long queued(Snapshot snapshot) {
    return snapshot.rows().stream().mapToLong(row -> row.number("qcur")).sum();
  }

  /** The line of names, and one for each row. */
  static List<Line> lines(Snapshot snapshot, boolean onlyServers) {
    List<Snapshot.Row> rows =
        snapshot.rows().stream().filter(row -> !onlyServers || row.isServer()).toList();
    int longest = rows.stream().mapToInt(row -> row.path().length()).max().orElse(0);
    int width = Math.clamp(longest, NARROWEST_NAME, WIDEST_NAME);
    List<Line> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(padded("NAME", width));
    for (int i = 0; i < HEADS.length; i++) {
      head.append(' ').append(cell(HEADS[i], i));
    }
    lines.add(new Line(head.toString(), null, State.HEAD));
    for (Snapshot.Row row : rows) {
      lines.add(line(row, width));
    }
    return lines;
  }

  private static Line line(Snapshot.Row row, int width) {
    boolean isFrontend = row.text("svname").equals("FRONTEND");
    String[] cells = {
      row.text("status"),
      row.text("weight"),
      row.text("scur"),
      row.text("smax"),
      isFrontend && !row.text("req_rate").isEmpty() ? row.text("req_rate") : row.text("rate"),
      row.text("qcur"),
      "" + (row.number("ereq") + row.number("econ") + row.number("eresp")),
      row.text("hrsp_4xx"),
      row.text("hrsp_5xx"),
      row.text("check_status"),
      millis(row.text("rtime")),
      millis(row.text("ttime"))
    };
    StringBuilder out = new StringBuilder(padded(row.path(), width));
    for (int i = 0; i < cells.length; i++) {
      out.append(' ').append(cell(cells[i], i));
    }
    return new Line(out.toString(), row.isServer() ? row : null, state(row));
  }

  private static State state(Snapshot.Row row) {
    String status = row.text("status");
    if (status.startsWith("DOWN")) {
      return State.DOWN;
    }
    if (!row.isServer()) {
      return State.PROXY;
    }
    return status.startsWith("UP") || status.equals("no check") ? State.UP : State.ASIDE;
  }

  private static String millis(String text) {
    return text.isEmpty() ? "" : text + "ms";
  }

  /** Words begin on the left, numbers end on the right. */
  private static String cell(String text, int column) {
    int width = WIDTHS[column];
    boolean isWord = HEADS[column].equals("STATUS") || HEADS[column].equals("CHECK");
    return isWord
        ? padded(text, width)
        : String.format(Locale.ROOT, "%" + width + "s", cut(text, width));
  }

  private static String padded(String text, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s", cut(text, width));
  }

  private static String cut(String text, int width) {
    return text.length() > width ? text.substring(0, width) : text;
  }
}
