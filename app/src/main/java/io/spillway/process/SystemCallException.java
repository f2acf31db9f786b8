package io.spillway.process;

/** A system call failed; the message is the system's own: {@code Operation not permitted}. */
public final class SystemCallException extends Exception {
  private static final long serialVersionUID = 1L;

  SystemCallException(String reason) {
    super(reason);
  }
}
