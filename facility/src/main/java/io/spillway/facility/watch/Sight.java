package io.spillway.facility.watch;

import io.spillway.facility.verdict.View;

/**
 * How an address looks after its checks so far. Immutable.
 *
 * @param view alive with the first success, dead after {@code fall} failures, alive again after
 *     {@code rise} successes
 * @param streak how many checks in a row spoke against {@code view}
 * @param reason what the last check found
 */
public record Sight(View view, int streak, String reason) {
  /** Before the first check. */
  public static final Sight NONE = new Sight(View.UNKNOWN, 0, "not checked yet");

  /** After one more check. */
  public Sight after(Outcome outcome, int fall, int rise) {
    return switch (outcome.kind()) {
      case NOT_TOLD -> new Sight(View.UNKNOWN, 0, outcome.reason());
      case SUCCESS ->
          view == View.DEAD
              ? against(View.ALIVE, rise, outcome)
              : new Sight(View.ALIVE, 0, outcome.reason());
      case FAILURE ->
          view == View.DEAD
              ? new Sight(View.DEAD, 0, outcome.reason())
              : against(View.DEAD, fall, outcome);
    };
  }

  private Sight against(View other, int needed, Outcome outcome) {
    return streak + 1 >= needed
        ? new Sight(other, 0, outcome.reason())
        : new Sight(view, streak + 1, outcome.reason());
  }
}
