package io.spillway.proxy.resolve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Queries over one TCP connection, which is made when the first one is sent and again when it has
 * ended; each message has its length before it (RFC 1035, section 4.2.2). Confined to the
 * resolvers' thread.
 */
final class StreamTransport implements Transport {
  private static final int LENGTH_BYTES = 2;
  private static final int LONGEST = 65535;
  private static final int MOST_WAITING = 16_384;

  private final InetSocketAddress address;
  private final Selector selector;
  private final Receiver receiver;
  private final int most;
  private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
  private final ByteBuffer input = ByteBuffer.allocate(LENGTH_BYTES + LONGEST);
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;

  /**
   * A transport that connects with the first query.
   *
   * @param most the longest message that may come, in bytes
   */
  StreamTransport(InetSocketAddress address, int most, Selector selector, Receiver receiver) {
    this.address = address;
    this.selector = selector;
    this.receiver = receiver;
    this.most = most;
  }

  @Override
  public boolean send(byte[] query) {
    if (waiting.size() >= MOST_WAITING) {
      return false;
    }
    ByteBuffer framed = ByteBuffer.allocate(LENGTH_BYTES + query.length);
    framed.putShort((short) query.length).put(query).flip();
    waiting.add(framed);
    try {
      SocketChannel open = channel == null ? connect() : channel;
      if (open.isConnected()) {
        write(open);
      }
      return true;
    } catch (IOException e) {
      close();
      return false;
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel made = SocketChannel.open();
    channel = made;
    input.clear();
    made.configureBlocking(false);
    boolean isConnected = made.connect(address);
    key =
        made.register(selector, isConnected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    return made;
  }

  private void write(SocketChannel open) throws IOException {
    for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
      open.write(next);
      if (next.hasRemaining()) {
        break;
      }
      waiting.remove();
    }
    SelectionKey registered = key;
    if (registered != null) {
      registered.interestOps(
          waiting.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  @Override
  public void ready() {
    SocketChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      if (open.isConnectionPending()) {
        open.finishConnect();
      }
      write(open);
      int length = open.read(input);
      takeMessages();
      if (length < 0) {
        close();
      }
    } catch (IOException e) {
      close();
    }
  }

  private void takeMessages() {
    input.flip();
    while (input.remaining() >= LENGTH_BYTES) {
      int length = Short.toUnsignedInt(input.getShort(input.position()));
      if (input.remaining() < LENGTH_BYTES + length) {
        break;
      }
      input.getShort();
      byte[] message = new byte[length];
      input.get(message);
      if (length > most) {
        receiver.receivedTooMuch();
      } else {
        receiver.received(message);
      }
    }
    input.compact();
  }

  @Override
  public void close() {
    SocketChannel open = channel;
    channel = null;
    key = null;
    waiting.clear();
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
