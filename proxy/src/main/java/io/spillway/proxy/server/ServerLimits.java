package io.spillway.proxy.server;

/**
 * How many streams a server takes at once and lets wait (server keywords {@code minconn}, {@code
 * maxconn}, {@code maxqueue}; configuration manual, chapter 5.2). Immutable.
 *
 * @param minimum slots while the backend is idle; 0 or the same as {@code maximum} for a fixed
 *     limit
 * @param maximum slots while the backend is at its {@code fullconn}; 0 for no limit
 * @param queue how many streams may wait for this very server; 0 for no limit
 */
public record ServerLimits(int minimum, int maximum, int queue) {
  /** No limit at all. */
  public static final ServerLimits NONE = new ServerLimits(0, 0, 0);

  /** A maximum below the minimum is raised to it; a missing minimum is the maximum. */
  public ServerLimits {
    if (minimum < 0 || maximum < 0 || queue < 0) {
      throw new IllegalArgumentException(
          "limits: " + minimum + ", " + maximum + ", " + queue + " (expected: >= 0)");
    }
    maximum = Math.max(minimum, maximum);
    minimum = minimum == 0 ? maximum : minimum;
  }

  /** Whether there is a limit on slots. */
  public boolean isLimited() {
    return maximum > 0;
  }

  /** These limits with another maximum, as {@code set maxconn server} sets it. */
  public ServerLimits withMaximum(int maximum) {
    return new ServerLimits(
        minimum == this.maximum ? maximum : Math.min(minimum, maximum), maximum, queue);
  }
}
