package io.spillway.proxy.stream;

import static io.spillway.proxy.stream.Http2Peer.DATA;
import static io.spillway.proxy.stream.Http2Peer.END_HEADERS;
import static io.spillway.proxy.stream.Http2Peer.END_STREAM;
import static io.spillway.proxy.stream.Http2Peer.GOAWAY;
import static io.spillway.proxy.stream.Http2Peer.HEADERS;
import static io.spillway.proxy.stream.Http2Peer.RST_STREAM;
import static io.spillway.proxy.stream.Http2Peer.WINDOW_UPDATE;
import static io.spillway.proxy.stream.Http2Peer.block;
import static io.spillway.proxy.stream.Http2Peer.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of HTTP/2, frame by frame. */
class Http2StreamsTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final int CANCEL = 8;

  private static RunningProxy proxy(Origin origin) throws Exception {
    return RunningProxy.of(
        """
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        frontend f
          log @log@
          option httplog
          bind 127.0.0.1:@port@ proto h2
          default_backend b
        backend b
          server s %s
        """
            .formatted(origin.address()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void dataWaitsForTheWindowOfItsStream() throws Exception {
    try (Origin origin = Origin.answering("0123456789abcdefghijklmno");
        RunningProxy proxy = proxy(origin);
        Http2Peer client =
            new Http2Peer(proxy.port(), Http2Peer.setting(Http2Peer.INITIAL_WINDOW_SIZE, 10))) {
      client.get(1, "/");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(client.readOfStreams().text()).isEqualTo("0123456789");
      client.get(3, "/");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(client.readOfStreams().stream()).isEqualTo(3);
      client.send(WINDOW_UPDATE, 0, 1, number(10));
      assertThat(client.readOfStreams().text()).isEqualTo("abcdefghij");
      client.send(WINDOW_UPDATE, 0, 1, number(100));
      Http2Peer.Frame last = client.readOfStreams();
      assertThat(last.text()).isEqualTo("klmno");
      assertThat(last.endsStream()).isTrue();
    }
  }

  @Test
  void aStreamThatTheClientResetsEndsWithItsServerConnection() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  if (number == 1) {
                    connection.readUntil("\r\n\r\n");
                    arrived.countDown();
                    connection.readAll();
                    closed.countDown();
                  } else {
                    connection.readUntil("\r\n\r\n");
                    connection.send(Origin.response("abc"));
                  }
                });
        RunningProxy proxy = proxy(origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/");
      arrived.await();
      client.send(RST_STREAM, 0, 1, number(CANCEL));
      closed.await();
      assertThat(proxy.logLine()).contains(" CH-- ").endsWith("\"GET http://a/ HTTP/2.0\"");
      client.get(3, "/");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(client.readOfStreams().text()).isEqualTo("abc");
    }
  }

  @Test
  void aResponseThatIsCutOffResetsItsStreamAlone() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc");
                });
        RunningProxy proxy = proxy(origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      for (int stream = 1; stream < 5; stream += 2) {
        client.get(stream, "/");
        assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
        assertThat(client.readOfStreams().text()).isEqualTo("abc");
        Http2Peer.Frame reset = client.readOfStreams();
        assertThat(reset.type()).isEqualTo(RST_STREAM);
        assertThat(reset.error()).isEqualTo(CANCEL);
        assertThat(proxy.logLine()).contains(" SD-- ");
      }
    }
  }

  @Test
  void aConnectionThatIsToEndTakesNoFurtherRequestAndFinishesThoseItHas() throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  try {
                    mayAnswer.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  connection.send(Origin.response("abc"));
                });
        RunningProxy proxy = proxy(origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/");
      RunningProxy.await(() -> origin.connections() == 1);
      proxy.runtime().softStop();
      assertThat(client.readOfStreams().type()).isEqualTo(GOAWAY);
      mayAnswer.countDown();
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(client.readOfStreams().text()).isEqualTo("abc");
      assertThat(client.readOfStreams().type()).isEqualTo(-1);
    }
  }

  @Test
  void connectMakesATunnel() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  assertThat(connection.readUntil("\r\n\r\n"))
                      .startsWith("CONNECT a:8080 HTTP/1.1\r\nhost: a:8080\r\n");
                  connection.send("HTTP/1.1 200 OK\r\n\r\n");
                  assertThat(connection.readUntil("ping")).isEqualTo("ping");
                  connection.send("pong");
                });
        RunningProxy proxy = proxy(origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.send(HEADERS, END_HEADERS, 1, block(":method", "CONNECT", ":authority", "a:8080"));
      Http2Peer.Frame head = client.readOfStreams();
      assertThat(head.type()).isEqualTo(HEADERS);
      assertThat(head.endsStream()).isFalse();
      client.send(DATA, 0, 1, bytes("ping"));
      assertThat(client.readOfStreams().text()).isEqualTo("pong");
      assertThat(client.readOfStreams().endsStream()).isTrue();
    }
  }

  @Test
  void anExtendedConnectBecomesAnUpgradeToWebSocket() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  assertThat(connection.readUntil("\r\n\r\n"))
                      .startsWith("GET /chat HTTP/1.1\r\nhost: a\r\n")
                      .contains("\r\nsec-websocket-version: 13\r\n")
                      .contains("\r\nconnection: upgrade\r\nupgrade: websocket\r\n")
                      .containsPattern("\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n");
                  connection.send(
                      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n"
                          + "upgrade: websocket\r\nsec-websocket-accept: x\r\n\r\nhello");
                  assertThat(connection.readUntil("world")).isEqualTo("world");
                });
        RunningProxy proxy = proxy(origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.send(
          HEADERS,
          END_HEADERS,
          1,
          block(
              ":method",
              "CONNECT",
              ":protocol",
              "websocket",
              ":scheme",
              "http",
              ":authority",
              "a",
              ":path",
              "/chat",
              "sec-websocket-version",
              "13"));
      Http2Peer.Frame head = client.readOfStreams();
      assertThat(head.payload()).isEqualTo(new byte[] {(byte) 0x88}); // 200, and nothing else
      assertThat(client.readOfStreams().text()).isEqualTo("hello");
      client.send(DATA, 0, 1, bytes("world"));
      assertThat(client.readOfStreams().endsStream()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method=GET :scheme=http :authority=a",
        ":method=GET :scheme=http :path=",
        ":method=GET :scheme=http :path=x",
        ":method=GET :path=/",
        ":scheme=http :path=/",
        ":method=GET :method=GET :scheme=http :path=/",
        ":method=GET :scheme=http :path=/ :status=200",
        ":method=GET :scheme=http x=y :path=/",
        ":method=GET :scheme=http :path=/ X-Upper=y",
        ":method=GET :scheme=http :path=/ connection=close",
        ":method=GET :scheme=http :path=/ transfer-encoding=chunked",
        ":method=GET :scheme=http :path=/ upgrade=h2c",
        ":method=GET :scheme=http :path=/ te=gzip",
        ":method=GET :scheme=http :path=/ a=b\nc",
        ":method=GET :scheme=http :path=/ a=b\rc",
        ":method=GET :scheme=http :path=/ a=b\0c",
        ":method=GET :scheme=http :path=/ a\r\nb=c",
        ":method=GET :scheme=http :path=/ a:b=c",
        ":method=GET :scheme=http :path=/\tHTTP/1.1 a=b",
        ":method=GET :scheme=http :authority=a/b :path=/",
        ":method=G(T :scheme=http :path=/",
        ":method=GET :scheme=ht/tp :path=/",
        ":method=GET :scheme=http :path=/ content-length=1",
        ":method=GET :scheme=http :path=/ content-length=-1",
        ":method=GET :scheme=http :path=/ content-length=0 content-length=1",
        ":method=CONNECT :path=/ :authority=a:80",
        ":method=CONNECT :scheme=http :authority=a :path=/ :protocol=unknown",
        ":method=GET :scheme=http :authority=a :path=/ :protocol=websocket"
      })
  void whatIsNoRequestResetsItsStreamAlone(String fields) throws Exception {
    try (Origin origin = Origin.answering("abc");
        RunningProxy proxy = proxy(origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.send(HEADERS, END_HEADERS | END_STREAM, 1, block(fields.split("[= ]", -1)));
      Http2Peer.Frame reset = client.readOfStreams();
      assertThat(reset.type()).isEqualTo(RST_STREAM);
      assertThat(reset.error()).isEqualTo(PROTOCOL_ERROR);
      client.get(3, "/");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(origin.heads).hasSize(1);
    }
  }
}
