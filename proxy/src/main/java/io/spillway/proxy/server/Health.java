package io.spillway.proxy.server;

/**
 * A server's health as its checks and its traffic count it: a number from 0 to {@code rise + fall -
 * 1}, up from {@code rise} on. A success below the threshold counts up and jumps to the top once it
 * reaches it; a failure counts down and drops to 0 once it is below. So a server is never half way
 * in both directions. Changed under the lock of its {@link ServerState}; reading needs none.
 */
final class Health {
  private final HealthPolicy policy;
  private volatile int value;

  Health(HealthPolicy policy) {
    this.policy = policy;
    this.value = policy.initialHealth();
  }

  int value() {
    return value;
  }

  boolean isUp() {
    return value >= policy.rise();
  }

  /** Whether no success counts any more. */
  boolean isLowest() {
    return value == 0;
  }

  /** How many results of the present direction count: successes while down, lives while up. */
  int counted() {
    return isUp() ? value - policy.rise() + 1 : value;
  }

  /**
   * How many there can be before the direction changes: {@code fall} while up, {@code rise} else.
   */
  int limit() {
    return isUp() ? policy.fall() : policy.rise();
  }

  /** Counts a failure; whether that changed anything. */
  boolean fail() {
    if (value == 0) {
      return false;
    }
    int lowered = value - 1;
    value = lowered < policy.rise() ? 0 : lowered;
    return true;
  }

  /** Counts a success; whether that changed anything. */
  boolean succeed() {
    if (value == highest()) {
      return false;
    }
    int raised = value + 1;
    value = raised >= policy.rise() ? highest() : raised;
    return true;
  }

  /** Down, with no success counted. */
  void drop() {
    value = 0;
  }

  /** Up, with no failure counted. */
  void fill() {
    value = highest();
  }

  /** Up, where the next failure is the last. */
  void barelyUp() {
    value = policy.rise();
  }

  /** Leaves at most {@code lives} failures until it is down, the last one included. */
  void leaveLives(int lives) {
    value = Math.min(value, policy.rise() + lives - 1);
  }

  private int highest() {
    return policy.rise() + policy.fall() - 1;
  }

  /** The words of the statistics for a server that is {@code known} to be up or down. */
  String describe(OperationalState known, boolean isDraining) {
    int present = value;
    int lives = present - policy.rise() + 1;
    String partly = lives < policy.fall() ? " " + lives + "/" + policy.fall() : "";
    return switch (known) {
      case STOPPED -> present > 0 && lives <= 0 ? "DOWN " + present + "/" + policy.rise() : "DOWN";
      case STOPPING -> "NOLB" + partly;
      case STARTING, RUNNING -> {
        if (isDraining) {
          yield "DRAIN" + partly;
        }
        yield policy.isChecked() ? "UP" + partly : "no check";
      }
    };
  }
}
