package io.spillway.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * An HTTP server on a unix socket that answers every request at once, except those under {@code
 * /hold/}, which wait for {@link #release}.
 */
public final class HoldingOrigin implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

  /** Listens on {@code socket}. */
  public HoldingOrigin(Path socket) throws IOException {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = listener.accept();
        Thread.ofVirtual().start(() -> serve(channel));
      }
    } catch (ClosedChannelException e) {
      // closed by the test
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      ByteBuffer buffer = ByteBuffer.allocate(16384);
      while (channel.read(buffer) >= 0) {
        String head = new String(buffer.array(), 0, buffer.position(), ISO_8859_1);
        if (!head.contains("\r\n\r\n")) {
          continue;
        }
        buffer.clear();
        String path = head.split(" ")[1];
        if (path.startsWith("/hold/")) {
          latch(path).await();
        }
        channel.write(
            ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1)));
      }
    } catch (IOException e) {
      // the proxy closed
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CountDownLatch latch(String path) {
    return held.computeIfAbsent(path, key -> new CountDownLatch(1));
  }

  /** Lets the request for {@code path} be answered. */
  public void release(String path) {
    latch(path).countDown();
  }

  @Override
  public void close() throws IOException {
    held.values().forEach(CountDownLatch::countDown);
    listener.close();
  }
}
