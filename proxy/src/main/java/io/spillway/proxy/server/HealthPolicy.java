package io.spillway.proxy.server;

/**
 * When a server counts as up or down. Immutable.
 *
 * @param isChecked whether health checks run
 * @param rise how many successes in a row bring it up, from 1
 * @param fall how many failures in a row bring it down, from 1
 * @param initial how it starts
 * @param observe which traffic is watched for errors
 * @param errorLimit how many errors in a row provoke {@code onError}, from 1
 * @param onError what they provoke
 * @param shutsSessionsWhenDown {@code on-marked-down shutdown-sessions}
 * @param shutsBackupSessionsWhenUp {@code on-marked-up shutdown-backup-sessions}
 */
public record HealthPolicy(
    boolean isChecked,
    int rise,
    int fall,
    InitialState initial,
    Observe observe,
    int errorLimit,
    OnError onError,
    boolean shutsSessionsWhenDown,
    boolean shutsBackupSessionsWhenUp) {
  /** How a server starts ({@code init-state}). */
  public enum InitialState {
    /** Up; the first failed check brings it down. */
    UP,
    /** Up, with all successes counted. */
    FULLY_UP,
    /** Down; the first passed check brings it up. */
    DOWN,
    /** Down, with no success counted. */
    FULLY_DOWN
  }

  /** Which traffic is watched ({@code observe}). */
  public enum Observe {
    NOTHING,
    LAYER4,
    LAYER7
  }

  /** What errors in the traffic provoke ({@code on-error}). */
  public enum OnError {
    /** Checks follow each other as {@code fastinter} says. */
    FAST_INTERVAL,
    /** As if a check had failed. */
    FAIL_CHECK,
    /** As if a check had failed, and the next failure is the last. */
    SUDDEN_DEATH,
    /** Down at once. */
    MARK_DOWN
  }

  /** No checks: always up. */
  public static final HealthPolicy UNCHECKED =
      new HealthPolicy(
          false, 2, 3, InitialState.UP, Observe.NOTHING, 10, OnError.FAIL_CHECK, false, false);

  /** The defaults of a server with {@code check}. */
  public static final HealthPolicy CHECKED =
      new HealthPolicy(
          true, 2, 3, InitialState.UP, Observe.NOTHING, 10, OnError.FAIL_CHECK, false, false);

  public HealthPolicy {
    if (rise < 1 || fall < 1 || errorLimit < 1) {
      throw new IllegalArgumentException(
          "rise, fall, error-limit: "
              + rise
              + ", "
              + fall
              + ", "
              + errorLimit
              + " (expected: >= 1)");
    }
  }

  /** This policy with other thresholds. */
  public HealthPolicy withThresholds(int rise, int fall) {
    return new HealthPolicy(
        isChecked,
        rise,
        fall,
        initial,
        observe,
        errorLimit,
        onError,
        shutsSessionsWhenDown,
        shutsBackupSessionsWhenUp);
  }

  /** This policy watching traffic. */
  public HealthPolicy watching(Observe observe, int errorLimit, OnError onError) {
    return new HealthPolicy(
        isChecked,
        rise,
        fall,
        initial,
        observe,
        errorLimit,
        onError,
        shutsSessionsWhenDown,
        shutsBackupSessionsWhenUp);
  }

  /** This policy with another beginning. */
  public HealthPolicy starting(InitialState initial) {
    return new HealthPolicy(
        isChecked,
        rise,
        fall,
        initial,
        observe,
        errorLimit,
        onError,
        shutsSessionsWhenDown,
        shutsBackupSessionsWhenUp);
  }

  /** The health that a server starts with, on the scale of {@link ServerHealth}. */
  int initialHealth() {
    if (!isChecked) {
      return rise + fall - 1;
    }
    return switch (initial) {
      case UP -> rise;
      case FULLY_UP -> rise + fall - 1;
      case DOWN -> rise - 1;
      case FULLY_DOWN -> 0;
    };
  }
}
