package io.spillway.proxy.check;

/**
 * When a server is checked and how long a check may take, all in milliseconds. Immutable.
 *
 * @param interval between checks of a server that is up ({@code inter}); above 0
 * @param fastInterval between checks of a server on its way up or down; 0 for {@code interval}
 * @param downInterval between checks of a server that is down; 0 for {@code interval}
 * @param connectTimeout for connecting ({@code timeout connect}), which counts only with {@code
 *     checkTimeout}: it may be too short for a whole check; 0 for none of its own
 * @param checkTimeout for all after connecting ({@code timeout check}); 0 where the whole check
 *     must end within {@code interval}
 */
public record CheckTiming(
    long interval, long fastInterval, long downInterval, long connectTimeout, long checkTimeout) {
  /** Every two seconds. */
  public static final CheckTiming DEFAULT = new CheckTiming(2000, 0, 0, 0, 0);

  public CheckTiming {
    if (interval <= 0) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: > 0)");
    }
  }

  /** How long connecting may take. */
  long connectLimit() {
    return checkTimeout > 0 && connectTimeout > 0 ? Math.min(connectTimeout, interval) : interval;
  }
}
