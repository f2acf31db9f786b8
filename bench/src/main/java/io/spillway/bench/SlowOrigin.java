package io.spillway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.HeaderBlockReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of HTTP/2 that answers each request with its path, after a time. Thread-safe. */
final class SlowOrigin implements AutoCloseable {
  private static final int TABLE_SIZE = 4096;

  private final ServerSocket socket;
  private final long delayMillis;
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  SlowOrigin(long delayMillis) throws IOException {
    this.delayMillis = delayMillis;
    socket = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** How many connections came. */
  int connections() {
    return connections.get();
  }

  /** How many requests wait for their answer now. */
  int present() {
    return present.get();
  }

  /** The most that did at once. */
  int most() {
    return most.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        connections.incrementAndGet();
        Thread.startVirtualThread(() -> serve(accepted));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket accepted) {
    HeaderBlockReader blocks = new HeaderBlockReader(TABLE_SIZE);
    try (StreamWire wire = new StreamWire(accepted)) {
      wire.send(Frames.SETTINGS, 0, 0);
      wire.skipPreface();
      while (true) {
        StreamWire.Frame frame = wire.read();
        if (frame.type() == Frames.HEADERS) {
          String path = path(blocks, frame.payload());
          most.accumulateAndGet(present.incrementAndGet(), Math::max);
          var _ =
              later.schedule(
                  () -> answer(wire, frame.stream(), path), delayMillis, TimeUnit.MILLISECONDS);
        }
      }
    } catch (IOException ended) {
      // the proxy has closed
    }
  }

  private static String path(HeaderBlockReader blocks, byte[] block) {
    StringBuilder path = new StringBuilder();
    blocks.read(
        block,
        block.length,
        (name, nameStart, nameLength, value, valueStart, valueLength) -> {
          if (nameLength == 5 && name[nameStart + 1] == 'p' && name[nameStart] == ':') {
            path.append(new String(value, valueStart, valueLength, StandardCharsets.US_ASCII));
          }
        });
    return path.toString();
  }

  private void answer(StreamWire wire, int stream, String path) {
    present.decrementAndGet();
    byte[] body = path.getBytes(StandardCharsets.US_ASCII);
    try {
      ByteBuf out = Unpooled.buffer();
      StreamWire.append(
          out,
          Frames.HEADERS,
          Frames.END_HEADERS,
          stream,
          StreamWire.block(":status", "200", "content-length", String.valueOf(body.length)));
      StreamWire.append(out, Frames.DATA, Frames.END_STREAM, stream, body);
      wire.send(out);
    } catch (IOException gone) {
      // the proxy has closed
    }
  }

  @Override
  public void close() throws IOException {
    later.shutdownNow();
    socket.close();
  }
}
