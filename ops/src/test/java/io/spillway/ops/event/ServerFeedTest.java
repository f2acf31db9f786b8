package io.spillway.ops.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.Network;
import io.spillway.ops.RunningProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real servers that are checked, and what operators decide about them. */
class ServerFeedTest {
  private static final Network FACILITY = Objects.requireNonNull(Network.parse("127.0.0.2/32"));

  private final EventBus bus = new EventBus(1000, InstantSource.system());
  private final List<Event> heard = new ArrayList<>();
  private ServerSocket first;
  private ServerSocket second;
  private RunningProxies proxies;

  @BeforeEach
  void start() throws Exception {
    first = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    second = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.2"));
    proxies =
        RunningProxies.of(
            """
            defaults
              mode tcp
              timeout client 5s
              timeout server 5s
              timeout connect 5s
            backend b
              default-server inter 50ms fall 2 rise 1
              server s1 127.0.0.1:%d check
              server s2 127.0.0.2:%d check
              server s3 127.0.0.1:1 disabled
            """
                .formatted(first.getLocalPort(), second.getLocalPort()));
    ServerFeed feed = new ServerFeed(bus, address -> FACILITY.contains(address) ? "secondary" : "");
    feed.listen(proxies.runtime().backends().values());
    proxies.runtime().start();
  }

  @AfterEach
  void stop() throws IOException {
    proxies.close();
    first.close();
    second.close();
  }

  private Event await(String kind, String subject) throws InterruptedException {
    while (true) {
      for (Event event : heard) {
        if (event.kind().equals(kind) && event.subject().key().equals(subject)) {
          return event;
        }
      }
      bus.take(Duration.ofMillis(50)).forEach(timed -> heard.add(timed.event()));
    }
  }

  @Test
  void aServerThatGoesDownIsAWarningAndTheLastOneOfItsBackendCriticalWithTheChecksReason()
      throws Exception {
    second.close();
    Event down = await("server-down", "server b/s2");
    assertThat(down.severity()).isEqualTo(Severity.WARNING);
    assertThat(down.subject().facility()).isEqualTo("secondary");
    assertThat(down.text()).contains("b/s2 is DOWN", "Connection refused");
    assertThat(down.lasts()).isTrue();
    assertThat(heard).noneMatch(BackendEvent.class::isInstance);
    int port = first.getLocalPort();
    first.close();
    Event backend = await("backend-down", "backend b");
    assertThat(backend.severity()).isEqualTo(Severity.CRITICAL);
    first = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
    assertThat(await("server-up", "server b/s1").ends()).contains("server-down");
    assertThat(await("backend-up", "backend b").ends()).containsExactly("backend-down");
  }

  @Test
  void whatOperatorsDecideIsInformation() throws Exception {
    proxies.server("b", "s1").state().drain();
    assertThat(await("server-drained", "server b/s1").severity()).isEqualTo(Severity.INFORMATION);
    proxies.server("b", "s2").state().enterMaintenance();
    assertThat(await("server-maintenance", "server b/s2").severity())
        .isEqualTo(Severity.INFORMATION);
    await("backend-down", "backend b");
    proxies.server("b", "s2").state().makeReady();
    assertThat(await("server-ready", "server b/s2").ends()).containsExactly("server-maintenance");
    await("server-up", "server b/s2");
    await("backend-up", "backend b");
  }
}
