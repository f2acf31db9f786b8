package io.spillway.proxy.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A local syslog daemon's socket, a datagram a line. Thread-safe. */
final class UnixDatagramOutput implements LogOutput {
  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final MemorySegment address;

  /** An output to the socket at {@code path}, which need not be there yet. */
  UnixDatagramOutput(String path) {
    fd = NativeCalls.unixDatagramSocket();
    if (fd < 0) {
      throw new IllegalStateException("cannot open a unix socket for logs to " + path);
    }
    address = NativeCalls.unixAddress(path, arena);
  }

  @Override
  public boolean write(byte[] line, int length) {
    return NativeCalls.send(fd, line, length, address);
  }

  @Override
  public void close() {
    NativeCalls.close(fd);
    arena.close();
  }
}
