package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.stats.Counter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Five thousand requests at once over fifty connections; {@code bench/streams} makes it fifty
 * thousand.
 */
class ManyStreamsTest {
  private static final int CONNECTIONS = 50;
  private static final int STREAMS = 100;
  private static final int ALL = CONNECTIONS * STREAMS;

  private static RunningProxy proxy(Http2Origin origin, String words) throws Exception {
    return RunningProxy.of(
        """
        defaults
          mode http
          timeout client 5m
          timeout server 5m
          timeout connect 5m
          timeout queue 5m
        frontend f
          bind 127.0.0.1:@port@ proto h2
          default_backend b
        backend b
          http-reuse always
          server s %s proto h2 %s
        """
            .formatted(origin.address(), words));
  }

  /** Sends all requests, and waits for all answers: each is the path that was asked for. */
  private static void ask(RunningProxy proxy) {
    CompletableFuture<?>[] clients = new CompletableFuture<?>[CONNECTIONS];
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        clients[i] = CompletableFuture.runAsync(() -> ask(proxy, number), each);
      }
      CompletableFuture.allOf(clients).join();
    }
  }

  private static void ask(RunningProxy proxy, int number) {
    try (Http2Peer client = new Http2Peer(proxy.port())) {
      for (int i = 0; i < STREAMS; i++) {
        client.get(2 * i + 1, "/" + number + "/" + i);
      }
      Map<Integer, String> bodies = new HashMap<>();
      while (bodies.size() < STREAMS) {
        Http2Peer.Frame frame = client.readOfStreams();
        assertThat(frame.type()).isIn(Http2Peer.HEADERS, Http2Peer.DATA);
        if (frame.type() == Http2Peer.DATA && frame.endsStream()) {
          bodies.put(frame.stream(), frame.text());
        }
      }
      bodies.forEach(
          (stream, body) -> assertThat(body).isEqualTo("/" + number + "/" + (stream - 1) / 2));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void allOfThemWaitForTheServerAtOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(ALL);
    Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  answers.add(() -> respond(connection, request));
                  all.countDown();
                });
        RunningProxy proxy = proxy(origin, "")) {
      Thread answering =
          Thread.startVirtualThread(
              () -> {
                try {
                  all.await();
                  answers.forEach(Runnable::run);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      ask(proxy);
      answering.join();
      assertThat(proxy.ofServer("b", 0, Counter.RETRIES)).isZero();
      RunningProxy.await(() -> proxy.backend("b").servers().getFirst().sessions().value() == 0);
    }
  }

  @Test
  void mostOfThemWaitInTheQueue() throws Exception {
    CountDownLatch queued = new CountDownLatch(1);
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) ->
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            queued.await();
                            respond(connection, request);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          }
                        }));
        RunningProxy proxy = proxy(origin, "maxconn 200")) {
      Thread watching =
          Thread.startVirtualThread(
              () -> {
                RunningProxy.await(() -> proxy.backend("b").dispatcher().waiting() == ALL - 200);
                queued.countDown();
              });
      ask(proxy);
      watching.join();
    }
  }

  private static void respond(Http2Origin.Connection connection, Http2Origin.Request request) {
    try {
      connection.respond(request.stream(), request.header(":path"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
