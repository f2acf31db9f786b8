package io.spillway.proxy.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * A syslog server, a datagram a line. The socket is opened for the first line, and for each one
 * after that until it could be opened: where no descriptor is left, lines are dropped. Confined to
 * one event loop but for closing.
 */
final class UdpOutput implements LogOutput {
  private final InetSocketAddress server;
  private final Opener opener;
  private @Nullable DatagramChannel channel;
  private boolean isClosed;

  /** Opens a socket. */
  @FunctionalInterface
  interface Opener {
    /** A socket with a port of its own. */
    DatagramChannel open() throws IOException;
  }

  /** An output that sends from a port of its own. */
  UdpOutput(InetSocketAddress server) {
    this(server, DatagramChannel::open);
  }

  UdpOutput(InetSocketAddress server, Opener opener) {
    this.server = server;
    this.opener = opener;
  }

  @Override
  public synchronized boolean write(byte[] line, int length) {
    if (isClosed) {
      return false;
    }
    try {
      DatagramChannel open = channel;
      if (open == null) {
        open = opener.open();
        channel = open;
        open.configureBlocking(false);
      }
      return open.send(ByteBuffer.wrap(line, 0, length), server) == length;
    } catch (IOException e) {
      // The network refuses: the line is lost as any datagram may be, and the caller counts it.
      return false;
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
