package io.spillway.proxy.resolve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Queries over UDP. The socket is connected, so that the kernel keeps away what others send.
 * Confined to the resolvers' thread.
 */
final class DatagramTransport implements Transport {
  private final InetSocketAddress address;
  private final Selector selector;
  private final Receiver receiver;
  private final ByteBuffer buffer;
  private final int most;
  private @Nullable DatagramChannel channel;

  /**
   * A transport that opens its socket with the first query.
   *
   * @param most the longest message that may come, in bytes
   */
  DatagramTransport(InetSocketAddress address, int most, Selector selector, Receiver receiver) {
    this.address = address;
    this.selector = selector;
    this.receiver = receiver;
    this.most = most;
    this.buffer = ByteBuffer.allocate(most + 1);
  }

  @Override
  public boolean send(byte[] query) {
    try {
      try {
        return open().write(ByteBuffer.wrap(query)) == query.length;
      } catch (PortUnreachableException e) {
        // That was the fate of an earlier query, and is told once.
        return open().write(ByteBuffer.wrap(query)) == query.length;
      }
    } catch (IOException e) {
      close();
      return false;
    }
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel open = channel;
    if (open == null) {
      open = DatagramChannel.open();
      channel = open;
      open.configureBlocking(false);
      open.connect(address);
      open.register(selector, SelectionKey.OP_READ, this);
    }
    return open;
  }

  @Override
  public void ready() {
    DatagramChannel open = channel;
    while (open != null) {
      buffer.clear();
      try {
        if (open.read(buffer) <= 0) {
          return;
        }
      } catch (PortUnreachableException e) {
        return;
      } catch (IOException e) {
        close();
        return;
      }
      buffer.flip();
      if (buffer.remaining() > most) {
        receiver.receivedTooMuch();
      } else {
        byte[] message = new byte[buffer.remaining()];
        buffer.get(message);
        receiver.received(message);
      }
    }
  }

  @Override
  public void close() {
    DatagramChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // The kernel closes it with the process.
        return;
      }
    }
  }
}
