package io.spillway.proxy.persistence;

/**
 * What was done to a response's persistence cookie: the fourth letter of the termination state
 * (configuration manual, chapter "Session state at disconnection").
 */
public enum ResponseCookie {
  /** There is none. */
  NONE('N'),
  /** The server set one, which passed as it was. */
  PASSED('P'),
  /** The server set one, which was taken out. */
  DELETED('D'),
  /** One was added. */
  INSERTED('I'),
  /** The server set one, which was given our value or prefix. */
  REWRITTEN('R'),
  /** The client's was renewed with a later date. */
  UPDATED('U');

  private final char letter;

  ResponseCookie(char letter) {
    this.letter = letter;
  }

  /** The letter in the log. */
  public char letter() {
    return letter;
  }
}
