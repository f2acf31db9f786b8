package io.spillway.role;

/** A role cannot be used so; the message says why, and what is allowed. */
public final class RoleException extends Exception {
  private static final long serialVersionUID = 1;

  /** {@code message} is told to the user. */
  public RoleException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
