package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Hostile clients and hostile servers, while every buffer is watched. {@code
 * -Dspillway.fuzz.inputs=100000} makes it long, {@code -Dspillway.fuzz.seed=7} another one.
 */
class HostileBytesTest {
  private static final int INPUTS = Integer.getInteger("spillway.fuzz.inputs", 800);
  private static final long SEED = Long.getLong("spillway.fuzz.seed", 20);
  private static final int AT_ONCE = 8;
  private static final String GOOD = "GET /good HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final Logger netty = Logger.getLogger("io.netty");
  private final Handler collector =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            reports.add(entry.getMessage() + " " + entry.getThrown());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private ResourceLeakDetector.Level level;
  private Thread.UncaughtExceptionHandler handler;

  @BeforeEach
  void watch() {
    level = ResourceLeakDetector.getLevel();
    handler = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    netty.addHandler(collector);
  }

  @AfterEach
  void watchNoMore() {
    netty.removeHandler(collector);
    ResourceLeakDetector.setLevel(level);
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  /** Has lost buffers found and told: that happens when others are made. */
  private static void collect(BooleanSupplier done) {
    int attempts = 0;
    while (!done.getAsBoolean() && attempts < 100) {
      attempts++;
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void lose() {
    ByteBuf lost = PooledByteBufAllocator.DEFAULT.directBuffer(16);
    lost.writeByte(1);
  }

  @Test
  void aLostBufferWouldBeSeen() {
    lose();
    collect(() -> !reports.isEmpty());
    assertThat(reports).anySatisfy(report -> assertThat(report).contains("LEAK"));
  }

  /** Says hostile things to whoever asks, but the good request is answered well. */
  private static final class HostileServer implements AutoCloseable {
    private final ServerSocket socket =
        new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
    private final AtomicBoolean isTame = new AtomicBoolean();

    HostileServer() throws IOException {
      Thread.startVirtualThread(this::serve);
    }

    private void serve() {
      long number = SEED;
      try {
        while (true) {
          Socket accepted = socket.accept();
          long seed = number++;
          Thread.startVirtualThread(() -> answer(accepted, new HostileBytes(seed)));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void answer(Socket accepted, HostileBytes bytes) {
      try (accepted) {
        accepted.setSoTimeout(2000);
        byte[] buffer = new byte[65536];
        int count = accepted.getInputStream().read(buffer);
        while (count >= 0) {
          if (isTame.get()) {
            accepted.getOutputStream().write(Origin.response("fine").getBytes(ISO_8859_1));
          } else {
            sendInPieces(accepted.getOutputStream(), bytes.response(), bytes);
            if (bytes.below(3) == 0) {
              return;
            }
          }
          count = accepted.getInputStream().read(buffer);
        }
      } catch (IOException e) {
        // the proxy went away, as it may
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static void sendInPieces(OutputStream output, byte[] message, HostileBytes bytes)
      throws IOException {
    int sent = 0;
    while (sent < message.length) {
      int count = Math.min(message.length - sent, 1 + bytes.below(message.length));
      output.write(message, sent, count);
      sent += count;
    }
  }

  /** Sends, reads a little, and goes in one of the ways in which clients go. */
  private static void attack(int port, HostileBytes bytes) {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(50);
      sendInPieces(socket.getOutputStream(), bytes.request(), bytes);
      int end = bytes.below(4);
      if (end == 0) {
        socket.setSoLinger(true, 0); // a reset
        return;
      }
      if (end != 1) {
        socket.shutdownOutput();
      }
      InputStream input = socket.getInputStream();
      byte[] buffer = new byte[8192];
      int count = input.read(buffer);
      while (count >= 0) {
        count = input.read(buffer);
      }
    } catch (IOException e) {
      // refused, reset, or silent: all of them are answers
    }
  }

  @ParameterizedTest
  @CsvSource({"http, false", "http, true", "tcp, false"})
  void hostileBytesLeaveNothingBehind(String mode, boolean withRules) throws Exception {
    String rules =
        withRules
            ? """
              option http-buffer-request
              http-request set-header x-path %[path,lower,url_dec]
              http-request set-header x-body %[req.body,hex]
              http-request replace-path (.*) /p\\1
              http-response set-header x-length %[res.hdr(content-length)]
              http-response replace-header set-cookie (.*) \\1
              cookie SRV insert
            """
            : "";
    try (HostileServer server = new HostileServer();
        RunningProxy proxy =
            RunningProxy.of(
                """
                global
                  nbthread 2
                defaults
                  mode %s
                  timeout connect 5s
                  timeout client 2s
                  timeout server 2s
                  timeout tunnel 2s
                  timeout http-request 2s
                  timeout http-keep-alive 2s
                  log @log@
                  %s
                listen web
                  bind 127.0.0.1:@port@
                %s
                  server s 127.0.0.1:%d cookie s
                """
                    .formatted(
                        mode,
                        mode.equals("http") ? "option httplog" : "option tcplog",
                        rules,
                        server.socket.getLocalPort()))) {
      Thread[] attackers = new Thread[AT_ONCE];
      for (int i = 0; i < AT_ONCE; i++) {
        long seed = SEED * 1000 + i;
        attackers[i] =
            Thread.startVirtualThread(
                () -> {
                  HostileBytes bytes = new HostileBytes(seed);
                  for (int input = 0; input < INPUTS / AT_ONCE; input++) {
                    attack(proxy.port(), bytes);
                  }
                });
      }
      for (Thread attacker : attackers) {
        attacker.join();
      }
      // Nothing is stuck: every connection comes to its end by itself.
      RunningProxy.await(() -> proxy.runtime().process().connections().value() == 0);
      server.isTame.set(true);
      assertThat(proxy.exchange(GOOD)).startsWith("HTTP/1.1 200 OK").endsWith("fine");
    }
    collect(() -> false);
    assertThat(uncaught).isEmpty();
    assertThat(reports).isEmpty();
  }
}
