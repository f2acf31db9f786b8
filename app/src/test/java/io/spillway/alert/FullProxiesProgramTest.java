package io.spillway.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frontends and queues that are full, and checks that are slow, in the history of events. */
class FullProxiesProgramTest {
  @TempDir private Path directory;
  private final AtomicLong delayMillis = new AtomicLong(700);
  private int port;
  private ServerSocket silent;
  private HttpServer slow;
  private Launched process;

  @BeforeEach
  void start() throws IOException {
    port = FreePorts.inARow(2);
    silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    slow.setExecutor(task -> Thread.startVirtualThread(task));
    slow.createContext(
        "/",
        exchange -> {
          LockSupport.parkNanos(delayMillis.get() * 1_000_000);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    slow.start();
    Path configuration = directory.resolve("full.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode tcp
          timeout client 60s
          timeout server 60s
          timeout connect 5s
          timeout queue 60s
          timeout check 1s
        frontend f
          bind 127.0.0.1:%d
          maxconn 2
          default_backend shop
        frontend roomy
          bind 127.0.0.1:%d
          default_backend web
        backend shop
          use-server s1 if TRUE
          server s1 127.0.0.1:%d maxconn 1 maxqueue 1
        backend web
          option httpchk
          server w1 127.0.0.1:%d check inter 500ms
        alerts
          instance lb1
          state-directory %s
        """
            .formatted(
                port,
                port + 1,
                silent.getLocalPort(),
                slow.getAddress().getPort(),
                directory.resolve("state")));
    process = Launched.start(directory, "-db", "-f", configuration.toString());
    process.awaitPort(port + 1);
  }

  @AfterEach
  void stop() throws Exception {
    process.close();
    silent.close();
    slow.stop(0);
  }

  private String history() {
    try {
      Path file = directory.resolve("state").resolve("events");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitEvent(String text) {
    process.await(() -> history().contains(text));
  }

  @Test
  void aFrontendAtItsLimitAndAFullQueueAreToldUntilThereIsRoom() throws Exception {
    try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port);
        Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
      // What is reset ends at once, though the server says nothing.
      first.setSoLinger(true, 0);
      second.setSoLinger(true, 0);
      awaitEvent("warning frontend-full frontend f: frontend f has 2 of 2 sessions");
      awaitEvent("warning queue-full server shop/s1: Server shop/s1 has 1 of 1 streams in its");
    }
    awaitEvent("information frontend-room frontend f: frontend f has ");
    awaitEvent("information queue-room server shop/s1: Server shop/s1 has 0 of 1 streams in its");
    assertThat(history()).doesNotContain("frontend roomy");
  }

  @Test
  void aServerWhoseChecksMaySoonFailIsToldUntilTheyAreQuickAgain() {
    awaitEvent("information check-slow server web/w1: Server web/w1 takes 7");
    delayMillis.set(1);
    awaitEvent("information check-quick server web/w1: Server web/w1 takes ");
  }
}
