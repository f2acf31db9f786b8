package io.spillway.config;

/**
 * A line or a condition that cannot be read. Thrown within the reading of one line and turned into
 * a {@link Diagnostic} there.
 */
final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * An error.
   *
   * @param message what is wrong
   * @param offset the index of the character that is wrong, from 0
   */
  SyntaxException(String message, int offset) {
    super(message, null, false, false);
    this.offset = offset;
  }

  /** The message, never null. */
  String message() {
    return String.valueOf(getMessage());
  }

  /** The index of the character that is wrong, from 0. */
  int offset() {
    return offset;
  }
}
