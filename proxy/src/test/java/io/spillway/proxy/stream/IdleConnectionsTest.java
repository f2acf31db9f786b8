package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many idle connections to a server are kept. */
class IdleConnectionsTest {
  private static final int CLIENTS = 16;
  private static final int MOST = 3;

  @Test
  void allLoopsTogetherKeepNoMoreThanPoolMaxConn() throws Exception {
    CountDownLatch all = new CountDownLatch(CLIENTS);
    AtomicInteger open = new AtomicInteger();
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  open.incrementAndGet();
                  try {
                    while (!connection.readUntil("\r\n\r\n").isEmpty()) {
                      all.countDown();
                      awaitAll(all);
                      connection.send(Origin.response("x"));
                    }
                  } finally {
                    open.decrementAndGet();
                  }
                });
        RunningProxy proxy =
            RunningProxy.of(
                """
                global
                  nbthread 4
                defaults
                  mode http
                  timeout client 60s
                  timeout server 60s
                  timeout connect 60s
                listen f
                  bind 127.0.0.1:@port@
                  http-reuse always
                  server s %s pool-max-conn %d pool-low-conn 100 pool-purge-delay 1h
                """
                    .formatted(origin.address(), MOST))) {
      List<Client> clients = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          Client client = proxy.connect();
          clients.add(client);
          client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        }
        for (Client client : clients) {
          client.readMessage(1);
        }
        RunningProxy.await(() -> open.get() <= MOST);
        assertThat(open.get()).isPositive();
        assertThat(origin.connections()).isEqualTo(CLIENTS);
      } finally {
        for (Client client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void idleConnectionsAreCountedAndThoseThatProvedThemselvesApart() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  while (!connection.readUntil("\r\n\r\n").isEmpty()) {
                    connection.send(Origin.response("x"));
                  }
                });
        RunningProxy proxy =
            RunningProxy.of(
                """
                global
                  nbthread 1
                defaults
                  mode http
                  timeout client 60s
                  timeout server 60s
                  timeout connect 60s
                listen f
                  bind 127.0.0.1:@port@
                  http-reuse always
                  server s %s pool-purge-delay 1h
                """
                    .formatted(origin.address()));
        Client client = proxy.connect()) {
      Server server =
          Objects.requireNonNull(proxy.runtime().backends().get("f")).servers().getFirst();
      for (int proven = 0; proven < 2; proven++) {
        client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        client.readMessage(1);
        RunningProxy.await(() -> server.idleConnections() == 1);
        assertThat(server.provenIdleConnections()).isEqualTo(proven);
      }
    }
  }

  private static void awaitAll(CountDownLatch all) throws java.io.IOException {
    try {
      all.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.IOException(e);
    }
  }
}
