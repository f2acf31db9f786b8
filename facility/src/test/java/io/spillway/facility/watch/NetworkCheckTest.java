package io.spillway.facility.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.definition.CheckDefinition;
import io.spillway.facility.verdict.View;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkCheckTest {
  private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
  private final InetAddress address = InetAddress.getLoopbackAddress();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket();
    server.bind(new InetSocketAddress(address, 0));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    deadlines.shutdownNow();
  }

  /** Talks to one client. */
  private interface Talk {
    void with(Socket client) throws Exception;
  }

  private void answering(Talk talk) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket client = server.accept()) {
                talk.with(client);
              } catch (Exception e) {
                // The check has what it wants, or gave up.
                return;
              }
            });
  }

  private Outcome check(CheckDefinition.@Nullable Http http, Duration timeout) {
    return new NetworkCheck(
            new CheckDefinition(http, server.getLocalPort(), null), timeout, deadlines)
        .check(address);
  }

  private static final CheckDefinition.Http GET =
      new CheckDefinition.Http(
          "GET", "/health", "www.example.com", List.of(new CheckDefinition.StatusRange(200, 204)));

  @Test
  void aConnectionIsEnoughForTcp() {
    assertThat(check(null, Duration.ofSeconds(10)).kind()).isEqualTo(Outcome.Kind.SUCCESS);
  }

  @Test
  void aPortWhereNobodyListensIsAFailure() throws IOException {
    server.close();
    assertThat(check(null, Duration.ofSeconds(10)).kind()).isEqualTo(Outcome.Kind.FAILURE);
  }

  @Test
  void theStatusDecidesForHttp() {
    StringBuilder asked = new StringBuilder();
    answering(
        client -> {
          byte[] buffer = new byte[4096];
          int length = client.getInputStream().read(buffer);
          asked.append(new String(buffer, 0, length, StandardCharsets.US_ASCII));
          client.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes("US-ASCII"));
        });
    assertThat(check(GET, Duration.ofSeconds(10)))
        .isEqualTo(new Outcome(Outcome.Kind.SUCCESS, "status 204"));
    assertThat(asked.toString())
        .startsWith("GET /health HTTP/1.1\r\nHost: www.example.com\r\n")
        .endsWith("\r\n\r\n");
    answering(
        client -> {
          client.getInputStream().read(new byte[4096]);
          client.getOutputStream().write("HTTP/1.0 500 Oops\r\n\r\n".getBytes("US-ASCII"));
        });
    assertThat(check(GET, Duration.ofSeconds(10)))
        .isEqualTo(new Outcome(Outcome.Kind.FAILURE, "status 500"));
  }

  @Test
  void whoSendsAByteNowAndThenDoesNotHoldTheCheckUp() {
    answering(
        client -> {
          while (true) {
            client.getOutputStream().write('H');
            client.getOutputStream().flush();
            Thread.yield();
            LockSupport.parkNanos(20_000_000);
          }
        });
    assertThat(check(GET, Duration.ofMillis(300)).kind()).isNotEqualTo(Outcome.Kind.SUCCESS);
  }

  @Test
  void whoSaysNothingIsAFailureAfterTheTimeout() {
    answering(client -> client.getInputStream().readAllBytes());
    assertThat(check(GET, Duration.ofMillis(200)).kind()).isNotEqualTo(Outcome.Kind.SUCCESS);
  }

  @Test
  void aViewChangesAfterAsManyChecksAsConfigured() {
    Outcome bad = Outcome.failure("status 500");
    Outcome good = Outcome.success("status 200");
    Sight sight = Sight.NONE.after(good, 3, 2);
    assertThat(sight.view()).isEqualTo(View.ALIVE);
    sight = sight.after(bad, 3, 2).after(bad, 3, 2).after(good, 3, 2).after(bad, 3, 2);
    assertThat(sight.view()).isEqualTo(View.ALIVE);
    sight = sight.after(bad, 3, 2).after(bad, 3, 2);
    assertThat(sight.view()).isEqualTo(View.DEAD);
    sight = sight.after(good, 3, 2);
    assertThat(sight.view()).isEqualTo(View.DEAD);
    assertThat(sight.after(good, 3, 2).view()).isEqualTo(View.ALIVE);
    assertThat(sight.after(Outcome.notTold("no route to it from here"), 3, 2).view())
        .isEqualTo(View.UNKNOWN);
  }
}
