package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask without pause until they are stopped, and count who answered. Thread-safe. */
final class Load implements AutoCloseable {
  static final int CLIENTS = 8;

  private static final int REQUESTS_A_CONNECTION = 100;

  private final InetSocketAddress target;
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  Load(InetSocketAddress target) {
    this.target = target;
    for (int i = 0; i < CLIENTS; i++) {
      clients.execute(this::ask);
    }
  }

  private void ask() {
    while (!over) {
      try (Wire wire = new Wire(new Socket(target.getAddress(), target.getPort()))) {
        for (int i = 0; i < REQUESTS_A_CONNECTION && !over; i++) {
          wire.send("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
          String head = wire.response(false);
          if (Wire.status(head) == 200) {
            answers
                .computeIfAbsent(Wire.header(head, "x-server"), name -> new AtomicInteger())
                .incrementAndGet();
          } else {
            failures.add(head.isEmpty() ? "the connection ended" : head);
            break;
          }
        }
      } catch (IOException | Patience.Exhausted failure) {
        failures.add(failure.toString());
      }
    }
  }

  /** Requests that failed, in words. */
  List<String> failures() {
    return failures;
  }

  int answers(String server) {
    AtomicInteger count = answers.get(server);
    return count == null ? 0 : count.get();
  }

  int answers(List<WebServer> servers) {
    return servers.stream().mapToInt(server -> answers(server.name())).sum();
  }

  /** Returns when each of the servers has answered {@code more} further requests. */
  void awaitAnswers(List<WebServer> servers, int more) throws InterruptedException {
    for (WebServer server : servers) {
      int target = answers(server.name()) + more;
      Patience.until(more + " answers of " + server.name(), () -> answers(server.name()) >= target);
    }
  }

  @Override
  public void close() {
    over = true;
    clients.close();
  }
}
