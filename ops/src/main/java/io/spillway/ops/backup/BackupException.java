package io.spillway.ops.backup;

/** A backup that cannot be made, read or restored; the message says why and what helps. */
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure. */
  public BackupException(String message) {
    super(message);
  }

  /** A failure with its cause. */
  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What an operator shall read. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
