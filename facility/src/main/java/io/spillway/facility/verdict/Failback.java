package io.spillway.facility.verdict;

import java.time.Duration;

/**
 * When an address that was withdrawn serves again. Immutable. Whatever it says, an address that is
 * well serves at once where no other one does.
 */
public sealed interface Failback {
  /** As soon as a majority sees it alive. */
  Failback IMMEDIATELY = new After(Duration.ZERO);

  /** Not before an operator says so. */
  Failback MANUAL = new Manual();

  /**
   * Once a majority has seen it alive for so long without a break.
   *
   * @param holdDown 0 or more
   */
  record After(Duration holdDown) implements Failback {}

  /** See {@link #MANUAL}. */
  record Manual() implements Failback {}

  /** Whether an address that has been well for {@code nanos} serves again. */
  default boolean isOverAfter(long nanos) {
    return switch (this) {
      case After after -> nanos >= after.holdDown().toNanos();
      case Manual _ -> false;
    };
  }
}
