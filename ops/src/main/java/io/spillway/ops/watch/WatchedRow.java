package io.spillway.ops.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server or a backend as another process tells it: a line of {@code show stat}. Immutable.
 *
 * @param server the server's name, or {@code BACKEND} for a backend as a whole
 * @param status in HAProxy's words: {@code UP 1/3}, {@code DOWN}, {@code MAINT (via b/s)}
 * @param isBackup whether it is a backup server
 * @param queued how many requests wait in its queue
 * @param address where it is, or the empty string where the socket does not tell
 * @param reason what its last check found, or the empty string
 */
public record WatchedRow(
    boolean isBackend,
    String proxy,
    String server,
    String status,
    boolean isBackup,
    long queued,
    String address,
    String reason) {
  private static final String BACKEND = "1";
  private static final String SERVER = "2";

  /**
   * Reads the servers and backends of {@code csv}.
   *
   * @throws IllegalArgumentException where it is no list of statistics
   */
  public static List<WatchedRow> parse(String csv) {
    List<WatchedRow> rows = new ArrayList<>();
    Map<String, Integer> columns = new HashMap<>();
    for (String line : csv.split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      List<String> fields = fields(line);
      if (columns.isEmpty()) {
        if (!line.startsWith("# pxname,")) {
          throw new IllegalArgumentException("no statistics: " + shortened(line));
        }
        for (int i = 0; i < fields.size(); i++) {
          columns.put(i == 0 ? "pxname" : fields.get(i), i);
        }
        continue;
      }
      String type = field(fields, columns, "type");
      if (type.equals(BACKEND) || type.equals(SERVER)) {
        rows.add(row(fields, columns, type.equals(BACKEND)));
      }
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("no statistics");
    }
    return rows;
  }

  private static WatchedRow row(
      List<String> fields, Map<String, Integer> columns, boolean isBackend) {
    String check = field(fields, columns, "check_status").replace("* ", "");
    String detail = field(fields, columns, "last_chk");
    String queued = field(fields, columns, "qcur");
    return new WatchedRow(
        isBackend,
        field(fields, columns, "pxname"),
        field(fields, columns, "svname"),
        field(fields, columns, "status"),
        field(fields, columns, "bck").equals("1"),
        queued.matches("\\d{1,18}") ? Long.parseLong(queued) : 0,
        field(fields, columns, "addr"),
        detail.isEmpty() ? check : check + ", " + detail);
  }

  private static String field(List<String> fields, Map<String, Integer> columns, String name) {
    int at = columns.getOrDefault(name, fields.size());
    return at < fields.size() ? fields.get(at) : "";
  }

  /** Fields with quotes around what holds a comma, and two for one inside (RFC 4180). */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c != '\r') {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  private static String shortened(String line) {
    return line.length() > 80 ? line.substring(0, 80) + "..." : line;
  }
}
