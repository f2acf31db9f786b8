package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The primary site's servers up, killed under load, and back: real processes on loopback. The
 * secondary site stands in the same backend, as backups or as a second tier.
 */
class FailoverTest {
  /** The column of a server's state in the statistics. */
  private static final int STATUS = 17;

  private static final String BACKUPS = "option allbackups";

  @TempDir private Path directory;

  private final List<WebServer> primary = new ArrayList<>();
  private final List<WebServer> secondary = new ArrayList<>();
  private InetSocketAddress balancer;
  private InetSocketAddress watch;

  @BeforeEach
  void startServers() throws Exception {
    assertThat(Path.of(Side.subject())).as("the program to judge").isExecutable();
    Side.prepare(Side.subject());
    primary.add(new WebServer("p1", directory));
    primary.add(new WebServer("p2", directory));
    secondary.add(new WebServer("s1", directory));
    secondary.add(new WebServer("s2", directory));
    balancer = Loopback.free();
    watch = Loopback.free();
  }

  @AfterEach
  void endServers() {
    primary.forEach(WebServer::close);
    secondary.forEach(WebServer::close);
  }

  @Test
  void backupsTakeOverWhenThePrimaryServersDieAndGiveBackWhenTheyReturn() throws Exception {
    playFailover(BACKUPS, "backup");
  }

  @Test
  void aSecondTierTakesOverWhenTheFirstDiesAndGivesBackWhenItReturns() throws Exception {
    assumeFalse(Side.oracle().equals(Side.subject()), "HAProxy has no tiers");
    playFailover("tier-failback immediate", "tier 2");
  }

  private void playFailover(String backendDirective, String secondaryWords) throws Exception {
    Path file = directory.resolve("failover.cfg");
    Files.writeString(file, configuration(backendDirective, secondaryWords));
    try (Side side = Side.start(Side.subject(), file)) {
      assertThat(side.awaitListening(watch)).as(() -> said(side)).isTrue();
      awaitState(allServers(), true);
      try (Load load = new Load(balancer)) {
        load.awaitAnswers(primary, 200);
        assertThat(load.answers(secondary)).as("secondary while primary is up").isZero();

        for (WebServer server : primary) {
          server.kill();
        }
        load.awaitAnswers(secondary, 200);
        awaitState(primary, false);
        int primaryAnswers = load.answers(primary);
        load.awaitAnswers(secondary, 200);
        assertThat(load.answers(primary)).as("dead servers' answers").isEqualTo(primaryAnswers);

        for (WebServer server : primary) {
          server.start();
        }
        awaitState(primary, true);
        load.awaitAnswers(primary, 200);
        int secondaryAnswers = load.answers(secondary);
        load.awaitAnswers(primary, 200);
        assertThat(load.answers(secondary) - secondaryAnswers)
            .as("answers of the secondary after the return, but for requests already sent")
            .isLessThanOrEqualTo(Load.CLIENTS);
        assertThat(load.failures()).as("failed requests").isEmpty();
      }
      assertThat(side.alive()).as(() -> said(side)).isTrue();
    }
  }

  private String configuration(String backendDirective, String secondaryWords) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              nbthread 1
            defaults
              mode http
              timeout connect 2s
              timeout client 10s
              timeout server 10s
              retries 5
              option redispatch 1
              retry-on conn-failure empty-response response-timeout
            listen balancer
              bind %s
              balance roundrobin
              option httpchk GET /health
              http-check expect status 200
              default-server check inter 200ms fall 2 rise 2 observe layer4 error-limit 1 on-error mark-down
              %s
            """
                .formatted(Loopback.text(balancer), backendDirective));
    primary.forEach(s -> text.append("  server %s %s%n".formatted(s.name(), s.address())));
    secondary.forEach(
        s -> text.append("  server %s %s %s%n".formatted(s.name(), s.address(), secondaryWords)));
    return text.append(
            """
            listen watch
              bind %s
              stats enable
              stats uri /stats
            """
                .formatted(Loopback.text(watch)))
        .toString();
  }

  private List<WebServer> allServers() {
    return Stream.concat(primary.stream(), secondary.stream()).toList();
  }

  /** Returns when the checks see all of the servers up, or down. */
  private void awaitState(List<WebServer> servers, boolean up) throws InterruptedException {
    for (WebServer server : servers) {
      Patience.until(server.name() + (up ? " up" : " down"), () -> isUp(server) == up);
    }
  }

  private boolean isUp(WebServer server) {
    try (Wire wire = new Wire(new Socket(watch.getAddress(), watch.getPort()))) {
      wire.send("GET /stats;csv HTTP/1.0\r\n\r\n");
      wire.end();
      return wire.transcript()
          .lines()
          .filter(line -> line.startsWith("balancer," + server.name() + ","))
          .anyMatch(line -> line.split(",", -1)[STATUS].startsWith("UP"));
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static String said(Side side) {
    try {
      return String.join("\n", side.output());
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
