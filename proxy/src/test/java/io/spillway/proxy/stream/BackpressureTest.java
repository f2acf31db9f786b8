package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that does not read stops the one that writes; nothing piles up, and nothing is lost. */
class BackpressureTest {
  private static final int SIZE = 200_000_000;

  /** What the kernel's buffers of two connections over loopback can hold, and the proxy's. */
  private static final long MOST_ON_THE_WAY = 120_000_000;

  private static final long MOST_DIRECT_MEMORY = 32_000_000;
  private static final String REQUEST_HEAD =
      "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: " + SIZE + "\r\n\r\n";
  private static final String RESPONSE_HEAD =
      "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: " + SIZE + "\r\n\r\n";

  private static String proxies(String mode, Origin origin) {
    return """
        defaults
          mode %s
          timeout client 60s
          timeout server 60s
          timeout connect 20s
        listen f
          bind 127.0.0.1:@port@
          server s %s
        """
        .formatted(mode, origin.address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void aSlowClientHoldsAResponseBack(String mode) throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Long> sent = new CompletableFuture<>();
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send(RESPONSE_HEAD);
                  sent.complete(write(connection.socket().getOutputStream(), written));
                });
        RunningProxy proxy = RunningProxy.of(proxies(mode, origin));
        Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      client.readUntil("\r\n\r\n");
      awaitStandstill(written);
      assertThat(written.get()).isBetween(1L, MOST_ON_THE_WAY);
      assertThat(directMemory()).isLessThan(MOST_DIRECT_MEMORY);
      long received = read(client.socket().getInputStream());
      assertThat(received).isEqualTo(sent.join());
      assertThat(written).hasValue(SIZE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void aSlowServerHoldsARequestBack(String mode) throws Exception {
    AtomicLong written = new AtomicLong();
    CompletableFuture<Void> begin = new CompletableFuture<>();
    CompletableFuture<Long> received = new CompletableFuture<>();
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  begin.join();
                  received.complete(read(connection.socket().getInputStream()));
                  connection.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                });
        RunningProxy proxy = RunningProxy.of(proxies(mode, origin));
        Client client = proxy.connect()) {
      client.send(REQUEST_HEAD);
      CompletableFuture<Long> sent =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return write(client.socket().getOutputStream(), written);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      awaitStandstill(written);
      assertThat(written.get()).isBetween(1L, MOST_ON_THE_WAY);
      assertThat(directMemory()).isLessThan(MOST_DIRECT_MEMORY);
      begin.complete(null);
      assertThat(received.join()).isEqualTo(sent.join());
      assertThat(client.readAll()).startsWith("HTTP/1.1 200 OK");
    }
  }

  /** Waits until the writer has begun and then makes no headway for a while. */
  private static void awaitStandstill(AtomicLong written) {
    long[] last = {0, System.nanoTime()};
    RunningProxy.await(
        () -> {
          long now = written.get();
          if (now != last[0]) {
            last[0] = now;
            last[1] = System.nanoTime();
          }
          return now > 0 && System.nanoTime() - last[1] > 500_000_000;
        });
  }

  private static long directMemory() {
    long used = PlatformDependent.usedDirectMemory();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      used += pool.getMemoryUsed();
    }
    return used;
  }

  /** Writes {@link #SIZE} bytes that differ from piece to piece, and returns their checksum. */
  private static long write(OutputStream output, AtomicLong written) throws IOException {
    byte[] piece = new byte[50_000];
    CRC32 checksum = new CRC32();
    for (int at = 0; at < SIZE; at += piece.length) {
      for (int i = 0; i < piece.length; i++) {
        piece[i] = (byte) (at / piece.length + i);
      }
      output.write(piece);
      checksum.update(piece);
      written.addAndGet(piece.length);
    }
    return checksum.getValue();
  }

  /** The checksum of the next {@link #SIZE} bytes, or of what came before the end. */
  private static long read(InputStream input) throws IOException {
    byte[] piece = new byte[65_536];
    CRC32 checksum = new CRC32();
    long left = SIZE;
    while (left > 0) {
      int count = input.read(piece, 0, (int) Math.min(piece.length, left));
      if (count < 0) {
        break;
      }
      checksum.update(piece, 0, count);
      left -= count;
    }
    return checksum.getValue();
  }
}
