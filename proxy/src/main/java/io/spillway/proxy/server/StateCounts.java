package io.spillway.proxy.server;

import java.util.function.LongSupplier;

/**
 * What is counted of a server's state. Changed under the lock of its {@link ServerState}; reading
 * is thread-safe.
 */
public final class StateCounts {
  private final LongSupplier downNow;
  private volatile int failedChecks;
  private volatile int failedObservations;
  private volatile int downTransitions;
  private volatile long downMillis;

  /**
   * The counts at one moment, to go on from elsewhere. Immutable.
   *
   * @param failedChecks as {@link StateCounts#failedChecks}
   * @param failedObservations as {@link StateCounts#failedObservations}
   * @param downTransitions as {@link StateCounts#downTransitions}
   * @param downMillis as {@link StateCounts#downMillis}
   */
  public record Values(
      int failedChecks, int failedObservations, int downTransitions, long downMillis) {}

  /**
   * All zero.
   *
   * @param downNow for how many milliseconds the server is down now; 0 where it is up
   */
  StateCounts(LongSupplier downNow) {
    this.downNow = downNow;
  }

  /** How many checks counted against it. */
  public int failedChecks() {
    return failedChecks;
  }

  /** How often {@code observe} found too many errors. */
  public int failedObservations() {
    return failedObservations;
  }

  /** How often it went down. */
  public int downTransitions() {
    return downTransitions;
  }

  /** For how many milliseconds it has been down altogether, the present time included. */
  public long downMillis() {
    long before = downMillis;
    return before + downNow.getAsLong();
  }

  /** The counts now. */
  public Values values() {
    return new Values(failedChecks, failedObservations, downTransitions, downMillis());
  }

  void takeOver(Values earlier) {
    failedChecks = earlier.failedChecks();
    failedObservations = earlier.failedObservations();
    downTransitions = earlier.downTransitions();
    downMillis = Math.max(0, earlier.downMillis() - downNow.getAsLong());
  }

  void checkFailed() {
    failedChecks = failedChecks + 1;
  }

  void observedTooManyErrors() {
    failedObservations = failedObservations + 1;
  }

  void wentDown() {
    downTransitions = downTransitions + 1;
  }

  void wasDown(long millis) {
    downMillis = downMillis + millis;
  }
}
