package io.spillway.proxy.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;

/**
 * A local syslog daemon's socket, a datagram a line. The socket is opened for the first line, and
 * for each one after that until it could be opened: where no descriptor is left, lines are dropped.
 * Thread-safe.
 */
final class UnixDatagramOutput implements LogOutput {
  private static final int NOT_OPEN = -1;
  private static final int CLOSED = -2;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment address;
  private final IntSupplier opener;
  private volatile int fd = NOT_OPEN;

  /** An output to the socket at {@code path}, which need not be there yet. */
  UnixDatagramOutput(String path) {
    this(path, NativeCalls::unixDatagramSocket);
  }

  /**
   * An output to the socket at {@code path}.
   *
   * @param opener gives a descriptor to send from, or a negative number where there is none
   */
  UnixDatagramOutput(String path, IntSupplier opener) {
    address = NativeCalls.unixAddress(path, arena);
    this.opener = opener;
  }

  @Override
  public boolean write(byte[] line, int length) {
    int descriptor = fd;
    if (descriptor == NOT_OPEN) {
      descriptor = open();
    }
    return descriptor >= 0 && NativeCalls.send(descriptor, line, length, address);
  }

  private synchronized int open() {
    if (fd == NOT_OPEN) {
      fd = Math.max(NOT_OPEN, opener.getAsInt());
    }
    return fd;
  }

  @Override
  public synchronized void close() {
    int descriptor = fd;
    fd = CLOSED;
    if (descriptor >= 0) {
      NativeCalls.close(descriptor);
    }
    arena.close();
  }
}
