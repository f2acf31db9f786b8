package io.spillway.config;

/** What Spillway makes of a keyword of the language. Nothing is silently ignored. */
public sealed interface KeywordState {
  /** The keyword does what its manual says. */
  KeywordState WORKS = new Works();

  /** HAProxy has the keyword and Spillway has not. */
  KeywordState NOT_IMPLEMENTED = new NotImplemented();

  /** See {@link #WORKS}. */
  record Works() implements KeywordState {}

  /**
   * The keyword is read and checked, and rightly has no effect.
   *
   * @param reason why, as the end of the sentence "accepted, no effect here, because …"
   */
  record Accepted(String reason) implements KeywordState {}

  /**
   * The keyword is refused, for a reason that further work would not change.
   *
   * @param reason why, as the end of the sentence "refused, because …"
   */
  record Refused(String reason) implements KeywordState {}

  /** The keyword is refused with an alert that says so. */
  record NotImplemented() implements KeywordState {}

  /** The keyword is refused, because {@code reason}. */
  static KeywordState refused(String reason) {
    return new Refused(reason);
  }

  /** The keyword is read and checked and has no effect, because {@code reason}. */
  static KeywordState accepted(String reason) {
    return new Accepted(reason);
  }
}
