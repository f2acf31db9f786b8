package io.spillway.proxy.persistence;

/**
 * What a request's persistence cookie was: the third letter of the termination state (configuration
 * manual, chapter "Session state at disconnection").
 */
public enum RequestCookie {
  /** The request has none. */
  NONE('N'),
  /** No server has this value. */
  INVALID('I'),
  /** Its server was down, or could not be reached. */
  DOWN('D'),
  /** The stream went to its server. */
  VALID('V'),
  /** It was not seen for longer than {@code maxidle}. */
  EXPIRED('E'),
  /** It was first seen longer ago than {@code maxlife}. */
  OLD('O'),
  /** Something else decided: {@code use-server}, {@code ignore-persist}, another such cookie. */
  UNUSED('U');

  private final char letter;

  RequestCookie(char letter) {
    this.letter = letter;
  }

  /** The letter in the log. */
  public char letter() {
    return letter;
  }
}
