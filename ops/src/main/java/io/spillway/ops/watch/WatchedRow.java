package io.spillway.ops.watch;

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
record WatchedRow(
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
  static List<WatchedRow> parse(String csv) {
    return StatisticsCsv.rows(csv).stream()
        .filter(row -> BACKEND.equals(row.get("type")) || SERVER.equals(row.get("type")))
        .map(WatchedRow::of)
        .toList();
  }

  private static WatchedRow of(Map<String, String> row) {
    String check = row.getOrDefault("check_status", "").replace("* ", "");
    String detail = row.getOrDefault("last_chk", "");
    String queued = row.getOrDefault("qcur", "");
    return new WatchedRow(
        BACKEND.equals(row.get("type")),
        row.getOrDefault("pxname", ""),
        row.getOrDefault("svname", ""),
        row.getOrDefault("status", ""),
        "1".equals(row.get("bck")),
        queued.matches("\\d{1,18}") ? Long.parseLong(queued) : 0,
        row.getOrDefault("addr", ""),
        detail.isEmpty() ? check : check + ", " + detail);
  }
}
