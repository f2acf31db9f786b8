package io.spillway.net.tls;

/** Something that TLS was to be configured with cannot be used; the message says what and why. */
public final class TlsException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a message for the operator. */
  public TlsException(String message) {
    super(message);
  }
}
