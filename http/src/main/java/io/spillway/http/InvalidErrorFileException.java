package io.spillway.http;

/** Says why the content of an {@code errorfile} cannot be used. */
public final class InvalidErrorFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * The reason.
   *
   * @param message without the file's name
   */
  public InvalidErrorFileException(String message) {
    super(message);
  }
}
