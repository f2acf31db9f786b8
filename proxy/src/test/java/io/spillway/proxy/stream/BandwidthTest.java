package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code filter bwlim-in} and {@code bwlim-out} on real connections: whole, and not too fast. */
class BandwidthTest {
  private static final int SIZE = 60_000;
  private static final String BODY = "0123456789".repeat(SIZE / 10);

  private static String proxies(Origin origin, String lines) {
    return """
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        listen f
          bind 127.0.0.1:@port@
          stick-table type string size 10 store bytes_out_rate(200ms),bytes_in_rate(200ms)
          filter bwlim-out out default-limit 20k default-period 200ms
          filter bwlim-in in default-limit 20k default-period 200ms
          filter bwlim-out shared limit 20k key path
        %s
          server s %s
        """
        .formatted(lines, origin.address());
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http-request set-bandwidth-limit out",
        "http-response set-bandwidth-limit out",
        "tcp-request content set-bandwidth-limit out",
        "http-request set-bandwidth-limit out limit 10k period 100ms",
        "http-request set-bandwidth-limit out limit int(10000) period int(100)",
        "http-request set-bandwidth-limit shared"
      })
  void aResponseIsNoFasterThanItsLimit(String rule) throws Exception {
    try (Origin origin = Origin.answering(BODY);
        RunningProxy proxy = RunningProxy.of(proxies(origin, "  " + rule));
        Client client = proxy.connect()) {
      long start = System.nanoTime();
      client.send("GET /a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      assertThat(client.readAll()).endsWith("\r\n\r\n" + BODY);
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void aResponseThatEndsWithItsConnectionComesWhole() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send("HTTP/1.1 200 OK\r\n\r\n" + BODY);
                });
        RunningProxy proxy =
            RunningProxy.of(proxies(origin, "  http-request set-bandwidth-limit out"));
        Client client = proxy.connect()) {
      long start = System.nanoTime();
      client.send("GET /a HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.readAll()).endsWith("\r\n\r\n" + BODY);
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void aRequestIsNoFasterThanItsLimitAndTheNextOneIsNotHeldBack() throws Exception {
    CompletableFuture<String> received = new CompletableFuture<>();
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  String head = connection.readUntil("\r\n\r\n");
                  while (head.startsWith("POST")) {
                    byte[] body = connection.socket().getInputStream().readNBytes(SIZE);
                    received.complete(new String(body, StandardCharsets.US_ASCII));
                    connection.send(Origin.response("ok"));
                    head = connection.readUntil("\r\n\r\n");
                  }
                  connection.send(Origin.response("next"));
                });
        RunningProxy proxy =
            RunningProxy.of(proxies(origin, "  http-request set-bandwidth-limit in if METH_POST"));
        Client client = proxy.connect()) {
      long start = System.nanoTime();
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: " + SIZE + "\r\n\r\n" + BODY);
      assertThat(client.readUntil("ok")).contains("200 OK");
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
      assertThat(received.get()).isEqualTo(BODY);
      client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      assertThat(client.readAll()).endsWith("next");
    }
  }

  @Test
  void aRequestOfAClientThatSendsNoMoreComesWhole() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  byte[] body = connection.socket().getInputStream().readNBytes(SIZE);
                  connection.send(Origin.response("got " + body.length));
                });
        RunningProxy proxy =
            RunningProxy.of(proxies(origin, "  http-request set-bandwidth-limit in"));
        Client client = proxy.connect()) {
      client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: " + SIZE + "\r\n\r\n" + BODY);
      client.endInput();
      assertThat(client.readAll()).endsWith("got " + SIZE);
    }
  }

  private static String tcp(Origin origin, String lines) {
    return proxies(origin, lines)
        .replace("mode http", "mode tcp")
        .replace("key path", "key src")
        .replace("type string", "type ip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp-request content set-bandwidth-limit out",
        "tcp-response content set-bandwidth-limit out",
        "tcp-request content set-bandwidth-limit shared"
      })
  void aServersBytesInModeTcpAreNoFasterThanTheirLimit(String rule) throws Exception {
    try (Origin origin = new Origin((connection, number) -> connection.send(BODY));
        RunningProxy proxy = RunningProxy.of(tcp(origin, "  " + rule));
        Client client = proxy.connect()) {
      long start = System.nanoTime();
      assertThat(client.readAll()).isEqualTo(BODY);
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void aClientsBytesInModeTcpAreNoFasterThanTheirLimit() throws Exception {
    CompletableFuture<String> received = new CompletableFuture<>();
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  received.complete(connection.readAll());
                  connection.send("done");
                });
        RunningProxy proxy =
            RunningProxy.of(tcp(origin, "  tcp-request content set-bandwidth-limit in"));
        Client client = proxy.connect()) {
      long start = System.nanoTime();
      client.send(BODY);
      client.endInput();
      assertThat(received.get()).isEqualTo(BODY);
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
      assertThat(client.readAll()).isEqualTo("done");
    }
  }

  @Test
  void aTunnelIsNoFasterThanItsLimits() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send(
                      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
                  connection.socket().getInputStream().readNBytes(SIZE);
                  connection.send(BODY);
                });
        RunningProxy proxy =
            RunningProxy.of(
                proxies(
                    origin,
                    "  http-request set-bandwidth-limit in\n"
                        + "  http-request set-bandwidth-limit out"));
        Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101");
      long start = System.nanoTime();
      client.send(BODY);
      assertThat(client.readAll()).isEqualTo(BODY);
      assertThat(millisSince(start)).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void whatIsWrongIsTold() {
    assertThat(messages("filter bwlim-out x default-limit 1k"))
        .contains("needs 'default-limit' and 'default-period'");
    assertThat(messages("filter bwlim-out x limit 1k")).contains("needs 'limit' and 'key'");
    assertThat(messages("filter bwlim-out")).contains("expects a name");
    assertThat(messages("http-request set-bandwidth-limit x"))
        .contains("unable to find bwlim filter 'x'");
    assertThat(
            messages(
                "filter bwlim-out x limit 1k key src\n  stick-table type ip size 1 store gpc0\n"
                    + "  http-request set-bandwidth-limit x"))
        .contains("does not store 'bytes_out_rate'");
    assertThat(messages("filter trace name x hexdump quiet")).contains("has no effect here");
    assertThat(messages("filter trace loud")).contains("unknown keyword 'loud'");
    assertThat(
            messages(
                "filter bwlim-out x default-limit 1k default-period 1s\n compression algo gzip"))
        .contains("require an explicit filter declaration to use HTTP compression");
  }

  private static String messages(String lines) {
    return String.join(
        "\n",
        Configurations.load(
                "listen a\n  mode http\n  bind :1\n  timeout client 1s\n  timeout server 1s\n"
                    + "  timeout connect 1s\n  "
                    + lines
                    + "\n")
            .messages());
  }
}
