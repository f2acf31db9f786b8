package io.spillway.ops.runtime;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Gives the process's listening sockets to another process. Thread-safe. */
@FunctionalInterface
public interface ListeningSockets {
  /**
   * Sends them all over {@code connection}, a unix socket; returns when the other side has them.
   *
   * @throws IOException when the other side went away or does not take them
   */
  void sendOver(SocketChannel connection) throws IOException;
}
