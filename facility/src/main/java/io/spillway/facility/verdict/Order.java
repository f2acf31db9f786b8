package io.spillway.facility.verdict;

/**
 * What an operator, or the schedule of its maintenance, decided about a facility. Immutable. The
 * newest order is the one with the greatest number, whatever the clocks say.
 *
 * @param kind what was decided
 * @param number greater than those of all orders that its author knew; unique to its author, see
 *     {@link #numberAfter}
 */
public record Order(Kind kind, long number) {
  /** What holds while nothing was decided. */
  public static final Order NONE = new Order(Kind.AUTO, 0);

  private static final long AUTHORS = 1024;

  /** What can be decided. */
  public enum Kind {
    /** The verdict decides. */
    AUTO,
    /** The facility is not to serve as long as another one can. */
    DRAIN,
    /** As DRAIN, in a rehearsal that ends by itself. */
    DRILL,
    /** The facility is to serve, alone, whatever the verdict is. */
    FORCE,
    /** As DRAIN, while a maintenance window of the configuration is open. */
    MAINTENANCE;

    /** Whether the facility is kept out of service. */
    public boolean isOut() {
      return this == DRAIN || this == DRILL || this == MAINTENANCE;
    }
  }

  /**
   * The number of an order that is newer than {@code known}. Two authors never find the same.
   *
   * @param author the place of the author in the list of all voters, from 0 to 1023
   */
  public static long numberAfter(long known, int author) {
    return (known / AUTHORS + 1) * AUTHORS + author;
  }
}
