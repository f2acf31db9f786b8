package io.spillway.process;

/**
 * A pipe over which a child says that it is ready. The parent {@linkplain #open opens} it, passes
 * its {@link #argument} on and {@linkplain #await waits}; a child that ends before it is ready
 * closes it.
 */
final class Readiness {
  private static final String PROPERTY = "spillway.ready";
  private static final String READY = "R";

  private final int readEnd;
  private final int writeEnd;

  private Readiness(int readEnd, int writeEnd) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
  }

  static Readiness open() throws SystemCallException {
    int[] ends = SystemCalls.pipe();
    SystemCalls.closeOnExec(ends[0]);
    return new Readiness(ends[0], ends[1]);
  }

  /** The argument of the virtual machine by which the child finds the pipe. */
  String argument() {
    return "-D" + PROPERTY + "=" + writeEnd;
  }

  /**
   * Waits for the child, which must have been started; false where it ended without being ready.
   */
  boolean await() throws SystemCallException {
    SystemCalls.close(writeEnd);
    try {
      return SystemCalls.readByte(readEnd) == READY.charAt(0);
    } finally {
      SystemCalls.close(readEnd);
    }
  }

  /** Keeps the pipe of this process's parent, if it has one, from children of its own. */
  static void keepFromChildren() throws SystemCallException {
    Integer descriptor = Integer.getInteger(PROPERTY);
    if (descriptor != null) {
      SystemCalls.closeOnExec(descriptor);
    }
  }

  /** Says that this process is ready, where its parent waits for that. */
  static void announce() throws SystemCallException {
    Integer descriptor = Integer.getInteger(PROPERTY);
    if (descriptor != null) {
      SystemCalls.write(descriptor, READY);
      SystemCalls.close(descriptor);
    }
  }
}
