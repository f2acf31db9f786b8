package io.spillway.proxy.server;

/**
 * The result of a health check or an agent's and what it did to the server's health. Immutable.
 *
 * @param origin who told the result
 * @param server the server
 * @param result how the check went
 * @param isUp whether the health is at or above the threshold
 * @param count how many successes in a row count towards up, or failures are left towards down
 * @param of the {@code rise} or {@code fall} that {@code count} is measured by
 */
public record CheckReport(
    Origin origin, Server server, CheckResult result, boolean isUp, int count, int of) {
  /** Who tells results. */
  public enum Origin {
    /** A health check, or traffic. */
    HEALTH("Health"),
    /** An agent that was asked. */
    AGENT("Agent");

    private final String word;

    Origin(String word) {
      this.word = word;
    }
  }

  /**
   * The line that {@code option log-health-checks} logs, at level notice: {@code Health check for
   * server b/s failed, reason: …, status: 2/3 UP.}
   */
  public String message() {
    boolean passed =
        result.status().verdict() == CheckStatus.Verdict.PASSED
            || result.status().verdict() == CheckStatus.Verdict.CONDITIONAL;
    StringBuilder line = new StringBuilder(origin.word).append(" check for ");
    line.append(server.isBackup() ? "backup server " : "server ").append(server.path()).append(' ');
    if (result.status().verdict() == CheckStatus.Verdict.CONDITIONAL) {
      line.append("conditionally ");
    }
    line.append(passed ? "succeeded" : "failed");
    result.appendTo(line);
    line.append(", status: ").append(count).append('/').append(of).append(' ');
    line.append(isUp ? (server.weight() == 0 ? "DRAIN" : "UP") : "DOWN");
    return line.append('.').toString();
  }
}
