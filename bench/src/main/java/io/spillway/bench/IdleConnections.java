package io.spillway.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Client connections that made one request each and are kept. Confined to one thread. */
final class IdleConnections implements AutoCloseable {
  private static final byte[] REQUEST =
      "GET /100 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final List<SocketChannel> channels = new ArrayList<>();
  private final InetSocketAddress address;

  IdleConnections(int port) {
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Opens as many as are missing to {@code count}. */
  void growTo(int count) throws IOException {
    ByteBuffer response = ByteBuffer.allocate(4096);
    while (channels.size() < count) {
      SocketChannel channel = SocketChannel.open(address);
      channels.add(channel);
      channel.write(ByteBuffer.wrap(REQUEST));
      response.clear();
      while (!complete(response)) {
        if (channel.read(response) < 0) {
          throw new EOFException("connection " + channels.size() + " was closed");
        }
      }
    }
  }

  /** Whether the head and its hundred bytes of body are there. */
  private static boolean complete(ByteBuffer response) {
    String text = new String(response.array(), 0, response.position(), StandardCharsets.US_ASCII);
    int head = text.indexOf("\r\n\r\n");
    return head >= 0 && text.length() >= head + 4 + 100;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
