package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.server.Server;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Cookies whose servers are full, go down or are drained. */
class PersistenceTest {
  private static final String FOR_A =
      "GET / HTTP/1.1\r\nhost: a\r\ncookie: SRV=a\r\nconnection: close\r\n\r\n";

  private static String proxies(String options, String a, Origin holding, Origin other) {
    return """
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
          log @log@
          option httplog
        frontend f
          bind 127.0.0.1:@port@
          default_backend b
        backend b
          cookie SRV insert indirect
          %s
          server a %s cookie a %s
          server b %s cookie b
        """
        .formatted(options, holding.address(), a, other.address());
  }

  /** Answers when {@code latch} allows it. */
  private static Origin holding(CountDownLatch latch) throws Exception {
    return new Origin(
        (connection, number) -> {
          connection.readUntil("\r\n\r\n");
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          connection.send(Origin.response("held"));
        });
  }

  /** The next line of a stream; lines about servers are passed over. */
  private static String streamLine(RunningProxy proxy) throws Exception {
    String line = proxy.logLine();
    while (line.startsWith("Server ")) {
      line = proxy.logLine();
    }
    return line;
  }

  @Test
  void aClientWhoseServerGoesDownWhileItWaitsGetsAnother() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (Origin held = holding(latch);
        Origin other = Origin.answering("other");
        RunningProxy proxy =
            RunningProxy.of(proxies("option redispatch", "maxconn 1", held, other));
        Client first = proxy.connect();
        Client second = proxy.connect()) {
      Server a = proxy.backend("b").servers().getFirst();
      first.send(FOR_A);
      RunningProxy.await(() -> a.sessions().value() == 1);
      second.send(FOR_A);
      RunningProxy.await(() -> a.waiting() == 1);
      a.state().enterMaintenance();
      assertThat(second.readAll()).contains("Set-Cookie: SRV=b; path=/").endsWith("other");
      assertThat(streamLine(proxy)).contains(" b/b ").contains(" --DI ");
      latch.countDown();
      assertThat(first.readAll()).doesNotContain("Set-Cookie").endsWith("held");
      assertThat(streamLine(proxy)).contains(" b/a ").contains(" --VN ");
    }
  }

  @Test
  void aClientThatForcesPersistenceWaitsForItsServerEvenWhenThatGoesDown() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (Origin held = holding(latch);
        Origin other = Origin.answering("other");
        RunningProxy proxy =
            RunningProxy.of(
                proxies("option redispatch\n  force-persist if TRUE", "maxconn 1", held, other));
        Client first = proxy.connect();
        Client second = proxy.connect()) {
      Server a = proxy.backend("b").servers().getFirst();
      first.send(FOR_A);
      RunningProxy.await(() -> a.sessions().value() == 1);
      second.send(FOR_A);
      RunningProxy.await(() -> a.waiting() == 1);
      a.state().enterMaintenance();
      latch.countDown();
      assertThat(first.readAll()).endsWith("held");
      assertThat(second.readAll()).endsWith("held");
      assertThat(streamLine(proxy)).contains(" b/a ");
      assertThat(streamLine(proxy)).contains(" b/a ");
    }
  }

  @Test
  void aClientWhoseServersQueueIsFullGetsAnother() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    try (Origin held = holding(latch);
        Origin other = Origin.answering("other");
        RunningProxy proxy =
            RunningProxy.of(proxies("option redispatch", "maxconn 1 maxqueue 1", held, other));
        Client first = proxy.connect();
        Client second = proxy.connect()) {
      Server a = proxy.backend("b").servers().getFirst();
      first.send(FOR_A);
      RunningProxy.await(() -> a.sessions().value() == 1);
      second.send(FOR_A);
      RunningProxy.await(() -> a.waiting() == 1);
      assertThat(proxy.exchange(FOR_A)).contains("Set-Cookie: SRV=b; path=/").endsWith("other");
      assertThat(streamLine(proxy)).contains(" b/b ").contains(" --DI ");
      latch.countDown();
      assertThat(first.readAll()).endsWith("held");
      assertThat(second.readAll()).doesNotContain("Set-Cookie").endsWith("held");
    }
  }

  @Test
  void aDrainedServerIsReachedByItsCookieAndByNoOneElse() throws Exception {
    try (Origin drained = Origin.answering("drained");
        Origin other = Origin.answering("other");
        RunningProxy proxy = RunningProxy.of(proxies("", "", drained, other))) {
      proxy.backend("b").servers().getFirst().state().drain();
      assertThat(proxy.exchange(FOR_A)).doesNotContain("Set-Cookie").endsWith("drained");
      for (int i = 0; i < 3; i++) {
        assertThat(proxy.exchange(FOR_A.replace("SRV=a", "x=y")))
            .contains("Set-Cookie: SRV=b; path=/")
            .endsWith("other");
      }
    }
  }
}
