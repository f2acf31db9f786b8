package io.spillway.net;

/** Says what is wrong with an address, for the message about the directive that it stands in. */
public final class InvalidAddressException extends Exception {
  /** An exception that says {@code message}. */
  public InvalidAddressException(String message) {
    super(message, null, false, false);
  }

  /** What is wrong and with what: {@code missing port specification in '127.0.0.1'}. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
