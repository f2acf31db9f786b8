package io.spillway.demo;

/** The demo cannot go on; the message says why and what helps. */
public final class DemoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  DemoException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** What to tell the user. */
  public String reason() {
    return reason;
  }
}
