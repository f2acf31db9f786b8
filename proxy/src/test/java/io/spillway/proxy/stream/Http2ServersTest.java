package io.spillway.proxy.stream;

import static io.spillway.proxy.stream.Http2Peer.DATA;
import static io.spillway.proxy.stream.Http2Peer.END_HEADERS;
import static io.spillway.proxy.stream.Http2Peer.END_STREAM;
import static io.spillway.proxy.stream.Http2Peer.HEADERS;
import static io.spillway.proxy.stream.Http2Peer.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.stats.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Servers that are spoken to in HTTP/2, and how streams share the connections to them. */
class Http2ServersTest {
  private static final String CONFIGURATION =
      """
      global
        nbthread 1
      defaults
        mode http
        http-reuse %s
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      frontend f
        log @log@
        option httplog
        bind 127.0.0.1:@port@
        default_backend b
      backend b
        server s %s %s
      """;

  private static RunningProxy proxy(String reuse, Http2Origin origin, String words)
      throws Exception {
    return RunningProxy.of(
        CONFIGURATION.formatted(reuse, origin.address(), ("proto h2 " + words).strip()));
  }

  @Test
  void aRequestOfHttp1BecomesOneOfHttp2() throws Exception {
    try (Http2Origin origin = Http2Origin.answering("abc");
        RunningProxy proxy = proxy("safe", origin, "");
        Client client = proxy.connect()) {
      client.send(
          """
          POST /a?b=c HTTP/1.1\r
          Host: example.com\r
          Keep-Alive: 5\r
          TE: trailers\r
          X-One: Two\r
          Content-Length: 2\r
          \r
          hi\
          """);
      assertThat(client.readMessage(3)).isEqualTo("HTTP/1.1 200 \r\ncontent-length: 3\r\n\r\nabc");
      assertThat(origin.requests.getFirst().headers())
          .containsExactly(
              ":method: POST",
              ":scheme: https",
              ":path: /a?b=c",
              "host: example.com",
              "te: trailers",
              "x-one: Two",
              "content-length: 2");
      Http2Peer.Frame body = origin.frames.getFirst();
      assertThat(body.text()).isEqualTo("hi");
      assertThat(body.endsStream()).isTrue();
    }
  }

  @Test
  void aRequestOfHttp2KeepsItsSchemeAndAuthority() throws Exception {
    try (Http2Origin origin = Http2Origin.answering("abc");
        RunningProxy proxy = proxy("safe", origin, "");
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/x");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      Http2Peer.Frame body = client.readOfStreams();
      assertThat(body.text()).isEqualTo("abc");
      assertThat(body.endsStream()).isTrue();
      assertThat(origin.requests.getFirst().headers())
          .containsExactly(":method: GET", ":scheme: http", ":path: /x", ":authority: a");
    }
  }

  @Test
  void aResponseThatEndsWithItsHeadEndsSoForTheClient() throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) ->
                    connection.send(
                        HEADERS,
                        END_HEADERS | END_STREAM,
                        request.stream(),
                        block(":status", "200", "grpc-status", "5")));
        RunningProxy proxy = proxy("safe", origin, "");
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/x");
      Http2Peer.Frame head = client.readOfStreams();
      assertThat(head.type()).isEqualTo(HEADERS);
      assertThat(head.endsStream()).isTrue();
    }
  }

  @Test
  void streamsShareAConnectionAsFarAsTheServerAllows() throws Exception {
    CountDownLatch all = new CountDownLatch(6);
    try (Http2Origin origin =
            new Http2Origin(
                Http2Peer.setting(3, 3),
                (connection, request) -> {
                  if (request.header(":path").equals("/first")) {
                    connection.respond(request.stream(), "abc");
                    return;
                  }
                  all.countDown();
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          all.await();
                          connection.respond(request.stream(), "abc");
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                      });
                });
        RunningProxy proxy = proxy("safe", origin, "");
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/first");
      client.readOfStreams();
      client.readOfStreams();
      for (int i = 3; i < 15; i += 2) {
        client.get(i, "/");
      }
      List<Integer> ended = new ArrayList<>();
      while (ended.size() < 6) {
        Http2Peer.Frame frame = client.readOfStreams();
        assertThat(frame.type()).isIn(HEADERS, DATA);
        if (frame.endsStream()) {
          ended.add(frame.stream());
        }
      }
      assertThat(ended).containsExactlyInAnyOrder(3, 5, 7, 9, 11, 13);
      assertThat(origin.connections()).isBetween(2, 3);
      assertThat(proxy.ofServer("b", 0, Counter.SERVER_REUSES)).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aFirstRequestGoesToAConnectionInUseOnlyAsReuseAllows() throws Exception {
    for (String reuse : new String[] {"never", "safe", "aggressive", "always"}) {
      try (Http2Origin origin = Http2Origin.answering("abc");
          RunningProxy proxy = proxy(reuse, origin, "")) {
        for (int i = 0; i < 3; i++) {
          proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        }
        // An idle connection that has proven itself is for first requests too, unless safe.
        assertThat(origin.connections())
            .as(reuse)
            .isEqualTo(reuse.equals("never") || reuse.equals("safe") ? 3 : 1);
      }
    }
  }

  @Test
  void aConnectionIsUsedAgainOnlyAsOftenAsAllowed() throws Exception {
    try (Http2Origin origin = Http2Origin.answering("abc");
        RunningProxy proxy = proxy("always", origin, "max-reuse 1")) {
      for (int i = 0; i < 4; i++) {
        assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
            .endsWith("abc");
      }
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void idleConnectionsAreLimitedAndPurged() throws Exception {
    try (Http2Origin origin = Http2Origin.answering("abc");
        RunningProxy proxy = proxy("always", origin, "pool-max-conn 0")) {
      for (int i = 0; i < 3; i++) {
        proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      }
      assertThat(origin.connections()).isEqualTo(3);
    }
    try (Http2Origin origin = Http2Origin.answering("abc");
        RunningProxy proxy = proxy("always", origin, "pool-purge-delay 10ms")) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      RunningProxy.await(() -> proxy.backend("b").servers().getFirst().idleConnections() == 0);
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aClientThatLeavesTakesItsStreamAlone() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  if (request.header(":path").equals("/stay")) {
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            gone.await();
                            connection.respond(request.stream(), "abc");
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        });
                  }
                });
        RunningProxy proxy = proxy("always", origin, "");
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/leave");
      client.get(3, "/stay");
      RunningProxy.await(() -> origin.requests.size() == 2);
      assertThat(origin.connections()).isEqualTo(1);
      client.send(Http2Peer.RST_STREAM, 0, 1, Http2Peer.number(8));
      RunningProxy.await(
          () -> origin.frames.stream().anyMatch(f -> f.type() == Http2Peer.RST_STREAM));
      gone.countDown();
      assertThat(client.readOfStreams().stream()).isEqualTo(3);
      assertThat(client.readOfStreams().text()).isEqualTo("abc");
    }
  }

  @Test
  void aBodyWaitsForTheServersWindows() throws Exception {
    String body = "x".repeat(200_000);
    AtomicReference<Http2Origin.Connection> used = new AtomicReference<>();
    try (Http2Origin origin =
            new Http2Origin(
                Http2Peer.setting(Http2Peer.INITIAL_WINDOW_SIZE, 1000),
                (connection, request) -> {
                  used.set(connection);
                  if (request.header(":method").equals("GET")) {
                    connection.respond(request.stream(), "abc");
                  }
                });
        RunningProxy proxy = proxy("safe", origin, "");
        Client client = proxy.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readMessage(3);
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  client.send(body);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      RunningProxy.await(() -> received(origin) == 1000);
      used.get().send(Http2Peer.WINDOW_UPDATE, 0, 3, Http2Peer.number(300_000));
      RunningProxy.await(() -> received(origin) == 65_535);
      used.get().send(Http2Peer.WINDOW_UPDATE, 0, 0, Http2Peer.number(300_000));
      RunningProxy.await(() -> received(origin) == 200_000);
      used.get().respond(3, "abc");
      assertThat(client.readMessage(3)).endsWith("abc");
      sender.join();
    }
  }

  /** How many bytes of bodies came. */
  private static int received(Http2Origin origin) {
    return origin.frames.stream()
        .filter(frame -> frame.type() == DATA)
        .mapToInt(frame -> frame.payload().length)
        .sum();
  }

  @Test
  void aResponseWaitsForTheClient() throws Exception {
    byte[] part = new byte[16_000];
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  connection.headers(request.stream(), ":status", "200");
                  for (int i = 0; i < 4; i++) {
                    connection.send(DATA, 0, request.stream(), part);
                  }
                });
        RunningProxy proxy = proxy("safe", origin, "");
        Http2Peer client =
            new Http2Peer(proxy.port(), Http2Peer.setting(Http2Peer.INITIAL_WINDOW_SIZE, 10))) {
      client.get(1, "/");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(client.readOfStreams().payload()).hasSize(10);
      client.send(Http2Peer.WINDOW_UPDATE, 0, 1, Http2Peer.number(100_000));
      int received = 10;
      while (received < 4 * part.length) {
        received += client.readOfStreams().payload().length;
      }
      RunningProxy.await(
          () -> origin.frames.stream().anyMatch(f -> f.type() == Http2Peer.WINDOW_UPDATE));
    }
  }

  @Test
  void webSocketsGoOverAStreamWhereTheServerTakesThem() throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                Http2Peer.setting(8, 1),
                (connection, request) -> {
                  connection.headers(request.stream(), ":status", "200", "x", "y");
                  connection.send(DATA, 0, request.stream(), (byte) 'h', (byte) 'i');
                });
        RunningProxy proxy = proxy("safe", origin, "");
        Client client = proxy.connect()) {
      client.send(
          """
          GET /chat HTTP/1.1\r
          Host: a\r
          Connection: Upgrade\r
          Upgrade: websocket\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          \r
          """);
      assertThat(client.readMessage(2))
          .isEqualTo(
              """
              HTTP/1.1 101 \r
              connection: upgrade\r
              upgrade: websocket\r
              sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
              x: y\r
              \r
              hi\
              """);
      assertThat(origin.requests.getFirst().headers())
          .contains(":method: CONNECT", ":protocol: websocket", ":path: /chat", ":authority: a")
          .noneMatch(header -> header.startsWith("sec-websocket-key"));
      client.send("there");
      RunningProxy.await(() -> !origin.frames.isEmpty());
      assertThat(origin.frames.getFirst().text()).isEqualTo("there");
      client.endInput();
      RunningProxy.await(() -> origin.frames.getLast().endsStream());
    }
  }

  @Test
  void aServerThatTakesNoWebSocketsIsABadGateway() throws Exception {
    try (Http2Origin origin = Http2Origin.answering("abc");
        RunningProxy proxy = proxy("safe", origin, "")) {
      assertThat(
              proxy.exchange(
                  """
                  GET /chat HTTP/1.1\r
                  Host: a\r
                  Connection: Upgrade\r
                  Upgrade: websocket\r
                  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                  \r
                  """))
          .startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void slotsCountStreams() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) ->
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            go.await();
                            connection.respond(request.stream(), "abc");
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        }));
        RunningProxy proxy = proxy("always", origin, "maxconn 2");
        Http2Peer client = new Http2Peer(proxy.port())) {
      for (int i = 1; i < 21; i += 2) {
        client.get(i, "/");
      }
      RunningProxy.await(() -> origin.requests.size() == 2);
      RunningProxy.await(() -> proxy.backend("b").dispatcher().waiting() == 8);
      go.countDown();
      int ended = 0;
      while (ended < 10) {
        ended += client.readOfStreams().endsStream() ? 1 : 0;
      }
      assertThat(origin.connections()).isEqualTo(1);
    }
  }
}
