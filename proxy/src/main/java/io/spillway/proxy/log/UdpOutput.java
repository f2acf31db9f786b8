package io.spillway.proxy.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A syslog server, a datagram a line. Confined to one event loop but for closing. */
final class UdpOutput implements LogOutput {
  private final DatagramChannel channel;
  private final InetSocketAddress server;

  /** An output that sends from a port of its own. */
  UdpOutput(InetSocketAddress server) {
    this.server = server;
    try {
      channel = DatagramChannel.open();
      channel.configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a UDP socket for logs to " + server, e);
    }
  }

  @Override
  public boolean write(byte[] line, int length) {
    try {
      return channel.send(ByteBuffer.wrap(line, 0, length), server) == length;
    } catch (IOException e) {
      // The network refuses: the line is lost as any datagram may be, and the caller counts it.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
