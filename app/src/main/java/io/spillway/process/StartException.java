package io.spillway.process;

/** The process cannot do what it was started for; the message says which part and why. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** With what to tell the user. */
  public StartException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** What to tell the user. */
  public String reason() {
    return reason;
  }
}
