package io.spillway.ops.runtime;

import java.util.List;
import java.util.function.IntFunction;

/** Prints {@code show proc} as HAProxy does: columns of 15 characters. Stateless. */
final class ProcessTable {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private ProcessTable() {}

  /**
   * The table of all processes.
   *
   * @param versions tells the version of a worker by its id
   */
  static String of(MasterStatus master, IntFunction<String> versions) {
    StringBuilder out = new StringBuilder();
    row(out, "#<PID>", "<type>", "<reloads>", "<uptime>", "<version>");
    MasterStatus.RunningProcess own = master.master();
    String reloads = own.reloads() + " [failed: " + master.failedReloads() + "]";
    row(out, own, "master", reloads, master.version());
    out.append("# workers\n");
    MasterStatus.RunningProcess current = master.currentWorker();
    if (current != null) {
      worker(out, current, versions);
    }
    List<MasterStatus.RunningProcess> former = master.formerWorkers();
    if (!former.isEmpty()) {
      out.append("# old workers\n");
      former.forEach(old -> worker(out, old, versions));
    }
    return out.append("# programs\n").toString();
  }

  private static void worker(
      StringBuilder out, MasterStatus.RunningProcess worker, IntFunction<String> versions) {
    String reloads = String.valueOf(worker.reloads());
    row(out, worker, "worker", reloads, versions.apply(worker.pid()));
  }

  private static void row(
      StringBuilder out,
      MasterStatus.RunningProcess process,
      String type,
      String reloads,
      String version) {
    String pid = String.valueOf(process.pid());
    row(out, pid, type, reloads, duration(process.uptimeSeconds()), version);
  }

  private static void row(StringBuilder out, String... columns) {
    StringBuilder row = new StringBuilder();
    for (String column : columns) {
      row.append(row.isEmpty() ? "" : " ").append(column);
      row.repeat(' ', Math.max(0, 15 - column.length()));
    }
    out.append(row).append('\n');
  }

  private static String duration(long seconds) {
    return "%dd%02dh%02dm%02ds"
        .formatted(seconds / DAY, seconds % DAY / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE);
  }
}
