package io.spillway.facility.watch;

/**
 * What one check found. Immutable.
 *
 * @param kind whether the address is well
 * @param reason what was found, for an operator
 */
public record Outcome(Kind kind, String reason) {
  /** What a check can find. */
  public enum Kind {
    /** The address answers as expected. */
    SUCCESS,
    /** It does not. */
    FAILURE,
    /** This machine could not ask: it has no route to it, or did not run in time. */
    NOT_TOLD
  }

  static Outcome success(String reason) {
    return new Outcome(Kind.SUCCESS, reason);
  }

  static Outcome failure(String reason) {
    return new Outcome(Kind.FAILURE, reason);
  }

  static Outcome notTold(String reason) {
    return new Outcome(Kind.NOT_TOLD, reason);
  }
}
