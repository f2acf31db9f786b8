package io.spillway.proxy.stream;

import static io.spillway.proxy.stream.Http2Peer.CONTINUATION;
import static io.spillway.proxy.stream.Http2Peer.DATA;
import static io.spillway.proxy.stream.Http2Peer.END_HEADERS;
import static io.spillway.proxy.stream.Http2Peer.END_STREAM;
import static io.spillway.proxy.stream.Http2Peer.GOAWAY;
import static io.spillway.proxy.stream.Http2Peer.HEADERS;
import static io.spillway.proxy.stream.Http2Peer.PING;
import static io.spillway.proxy.stream.Http2Peer.RST_STREAM;
import static io.spillway.proxy.stream.Http2Peer.SETTINGS;
import static io.spillway.proxy.stream.Http2Peer.WINDOW_UPDATE;
import static io.spillway.proxy.stream.Http2Peer.block;
import static io.spillway.proxy.stream.Http2Peer.frame;
import static io.spillway.proxy.stream.Http2Peer.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers of HTTP/2 that break the rules, or send more than they have reason to. */
class Http2ServerFaultsTest {
  private static final int STEPS = 20_000;
  private static final int REFUSED_STREAM = 7;

  private static final String CONFIGURATION =
      """
      defaults
        mode http
        retries 0
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      frontend f
        %s
        option httplog
        bind %s
        default_backend b
      backend b
        server s %s proto h2
      """;

  private static RunningProxy proxy(Http2Origin origin) throws Exception {
    return RunningProxy.of(
        CONFIGURATION.formatted("log @log@", "127.0.0.1:@port@", origin.address()));
  }

  private static byte[] all(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static byte[] head(int flags, String... fields) {
    return frame(HEADERS, END_HEADERS | flags, 1, block(fields));
  }

  private static byte[] data(int flags, String text) {
    return frame(DATA, flags, 1, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] reset(int error) {
    return frame(RST_STREAM, 0, 1, number(error));
  }

  private static Named<byte[]> answer(String name, byte[]... parts) {
    return Named.of(name, all(parts));
  }

  /** What a server sends when it has the headers of stream 1. */
  static Stream<Named<byte[]>> answers() {
    byte[] ok = head(0, ":status", "200");
    return Stream.of(
        answer("a reset without an error", reset(0)),
        answer("a reset with an internal error", reset(2)),
        answer("a cancelled stream", reset(8)),
        answer("a demand for HTTP/1.1", reset(13)),
        answer("a name in upper case", head(0, ":status", "200", "X-Up", "a")),
        answer("no status", head(END_STREAM, "a", "b")),
        answer("two statuses", head(END_STREAM, ":status", "200", ":status", "201")),
        answer("a status that is no number", head(END_STREAM, ":status", "2x0")),
        answer("a change of protocols", head(0, ":status", "101")),
        answer("a connection header", head(END_STREAM, ":status", "200", "connection", "close")),
        answer(
            "a transfer encoding",
            head(0, ":status", "200", "transfer-encoding", "chunked"),
            data(END_STREAM, "hi")),
        answer("a pseudo-header behind another", head(END_STREAM, "a", "b", ":status", "200")),
        answer("a line end in a value", head(END_STREAM, ":status", "200", "x", "a\r\nb")),
        answer(
            "different lengths",
            head(0, ":status", "200", "content-length", "2", "content-length", "3"),
            data(END_STREAM, "ok")),
        answer("an interim response that ends", head(END_STREAM, ":status", "103")),
        answer("a body without a length", ok, data(END_STREAM, "hello")),
        answer("a response without a body", head(END_STREAM, ":status", "200", "x", "y")),
        answer("no content", head(END_STREAM, ":status", "204")),
        answer("trailers", ok, data(0, "abc"), head(END_STREAM, "x-t", "1")),
        answer("trailers alone", ok, head(END_STREAM, "x-t", "1")),
        answer("trailers that do not end", ok, data(0, "abc"), head(0, "x-t", "1")),
        answer(
            "an interim response",
            head(0, ":status", "103", "link", "x"),
            head(0, ":status", "200", "content-length", "2"),
            data(END_STREAM, "ok")),
        answer(
            "a reset in the middle of a body",
            head(0, ":status", "200", "content-length", "5"),
            data(0, "ab"),
            reset(2)),
        answer("a reset in the middle of chunks", ok, data(0, "ab"), reset(2)),
        answer(
            "a reset after the end",
            head(0, ":status", "200", "content-length", "2"),
            data(END_STREAM, "ok"),
            reset(0)),
        answer("a promise", frame(5, 4, 1, all(number(2), block(":method", "GET")))),
        answer("a frame of a wrong size", frame(WINDOW_UPDATE, 0, 0, new byte[2])),
        answer("a response on an even stream", frame(HEADERS, 5, 2, block(":status", "200"))),
        answer("a response on an idle stream", frame(HEADERS, 5, 99, block(":status", "200"))),
        answer("a continuation of nothing", frame(CONTINUATION, 4, 1, new byte[1])),
        answer("a block that cannot be read", frame(HEADERS, 5, 1, new byte[] {(byte) 0xff})),
        answer("a window that grows by nothing", frame(WINDOW_UPDATE, 0, 0, number(0))),
        answer("a frame that is too large", frame(DATA, 0, 1, new byte[20_000])),
        answer("a settings frame on a stream", frame(SETTINGS, 0, 1)),
        answer("a ping of a wrong size", frame(PING, 0, 0, new byte[3])));
  }

  /** The end of a log line from the status on, without what tells of the load; and the status. */
  private static String outcome(String log) {
    String[] words = log.substring(log.indexOf(" b/s ") + 1).split(" ");
    return words[2] + " " + words[6];
  }

  /** HAProxy writes the name in another case. */
  private static String withoutConnection(String response) {
    return response.replaceFirst("(?i)\r\nconnection: close", "");
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerEndsAsInHaproxy(byte[] answer) throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    Http2Origin.Behaviour behaviour = (connection, _) -> connection.sendRaw(answer);
    try (Http2Origin theirs = new Http2Origin(behaviour);
        Http2Origin ours = new Http2Origin(behaviour);
        HaproxyProcess haproxy =
            new HaproxyProcess(
                HaproxyProcess.directory(),
                CONFIGURATION.formatted("log global", "DIR/f", theirs.address()));
        RunningProxy proxy = proxy(ours)) {
      String expected = haproxy.exchange("f", request);
      assertThat(withoutConnection(proxy.exchange(request))).isEqualTo(withoutConnection(expected));
      String line = haproxy.output().take();
      while (!line.contains(" b/s ")) {
        line = haproxy.output().take();
      }
      assertThat(outcome(proxy.logLine())).isEqualTo(outcome(line));
    }
  }

  @Test
  void aServerThatClosesIsABadGateway() throws Exception {
    try (Http2Origin origin = new Http2Origin((connection, _) -> connection.close());
        RunningProxy proxy = proxy(origin)) {
      assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 502 ");
      assertThat(proxy.logLine()).contains(" 502 ").contains(" SH-- ");
    }
  }

  @Test
  void aBodyBeforeItsHeadIsABadGateway() throws Exception {
    try (Http2Origin origin =
            new Http2Origin((connection, _) -> connection.sendRaw(data(END_STREAM, "hi")));
        RunningProxy proxy = proxy(origin)) {
      assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 502 ");
      assertThat(proxy.logLine()).contains(" 502 ").contains(" PH-- ");
    }
  }

  @Test
  void aBodyOfAnotherLengthThanAnnouncedIsCutOff() throws Exception {
    for (String body : new String[] {"ab", "abcdef"}) {
      try (Http2Origin origin =
              new Http2Origin(
                  (connection, _) ->
                      connection.sendRaw(
                          all(
                              head(0, ":status", "200", "content-length", "5"),
                              data(END_STREAM, body))));
          RunningProxy proxy = proxy(origin)) {
        proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(proxy.logLine()).contains(" 200 ").contains(" SD-- ");
      }
    }
  }

  /** What a server sends in step 0, 1, 2 … when it has a request. */
  static Stream<Named<IntFunction<byte[]>>> floods() {
    return Stream.of(
        Named.of("pings", step -> frame(PING, 0, 0, new byte[8])),
        Named.of("settings", step -> frame(SETTINGS, 0, 0)),
        Named.of("unknown frames", step -> frame(99, 0, 0, new byte[3])),
        Named.of("interim responses", step -> head(0, ":status", "103")),
        Named.of("empty data", step -> step == 0 ? head(0, ":status", "200") : frame(DATA, 0, 1)),
        Named.of(
            "empty continuations",
            step ->
                step == 0
                    ? frame(HEADERS, 0, 1, block(":status", "200"))
                    : frame(CONTINUATION, 0, 1)),
        Named.of(
            "continuations without end",
            step ->
                step == 0
                    ? frame(HEADERS, 0, 1, block(":status", "200"))
                    : frame(CONTINUATION, 0, 1, new byte[1000])),
        Named.of(
            "headers that grow when they are read",
            step ->
                step == 0
                    ? frame(HEADERS, 0, 1, all(block(":status", "200"), large()))
                    : frame(CONTINUATION, step == 15 ? END_HEADERS : 0, 1, repeated())),
        Named.of("resets of streams that are over", step -> reset(8)),
        Named.of(
            "windows that grow too wide", step -> frame(WINDOW_UPDATE, 0, 0, number(1 << 30))));
  }

  /** A header of 4,000 bytes that is kept in the table. */
  private static byte[] large() {
    ByteBuffer field = ByteBuffer.allocate(4007);
    field.put((byte) 0x40).put((byte) 1).put((byte) 'x');
    field.put((byte) 127).put((byte) (4000 - 127 & 127 | 128)).put((byte) (4000 - 127 >> 7));
    return field.array();
  }

  /** That header a thousand times. */
  private static byte[] repeated() {
    byte[] references = new byte[1000];
    java.util.Arrays.fill(references, (byte) (0x80 | 62));
    return references;
  }

  @ParameterizedTest
  @MethodSource("floods")
  void aFloodEndsTheConnectionToTheServer(IntFunction<byte[]> flood) throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                (connection, _) -> {
                  if (connection.number > 1) {
                    connection.respond(1, "abc");
                    return;
                  }
                  Thread.startVirtualThread(() -> send(connection, flood));
                });
        RunningProxy proxy = proxy(origin)) {
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(proxy.logLine()).containsAnyOf(" SH-- ", " SD-- ", " PH-- ");
      assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .endsWith("abc");
    }
  }

  private static void send(Http2Origin.Connection connection, IntFunction<byte[]> flood) {
    try {
      for (int step = 0; step < STEPS; step++) {
        connection.sendRaw(flood.apply(step));
      }
    } catch (IOException e) {
      // the proxy has closed
    }
  }

  @Test
  void glitchesOfServersAreCountedUpToTheirThreshold() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    try (Http2Origin origin =
            new Http2Origin(
                (connection, sent) ->
                    connection.send(
                        HEADERS, END_HEADERS | END_STREAM, sent.stream(), block("x", "y")));
        RunningProxy proxy =
            RunningProxy.of(
                "global\n  nbthread 1\n  tune.h2.be.glitches-threshold 3\n"
                    + CONFIGURATION
                        .formatted("log @log@", "127.0.0.1:@port@", origin.address())
                        .replace("retries 0", "retries 0\n  http-reuse always"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(proxy.exchange(request)).startsWith("HTTP/1.1 502 ");
      }
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(proxy.exchange(request)).startsWith("HTTP/1.1 502 ");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRefusedRequestGoesToTheServerAgain() throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  if (connection.number == 1) {
                    connection.sendRaw(reset(REFUSED_STREAM));
                  } else {
                    connection.respond(request.stream(), "abc");
                  }
                });
        RunningProxy proxy =
            RunningProxy.of(
                CONFIGURATION
                    .formatted("log @log@", "127.0.0.1:@port@", origin.address())
                    .replace("retries 0", "retries 2"))) {
      assertThat(proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .endsWith("abc");
      assertThat(proxy.logLine()).contains(" 200 ").contains("/1 0/0 ");
    }
  }

  @Test
  void whatAServerThatGoesAwayHasNotBegunGoesToItAgain() throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  if (connection.number == 1) {
                    connection.send(GOAWAY, 0, 0, all(number(0), number(0)));
                  } else {
                    connection.respond(request.stream(), "abc");
                  }
                });
        RunningProxy proxy =
            RunningProxy.of(
                CONFIGURATION
                    .formatted("log @log@", "127.0.0.1:@port@", origin.address())
                    .replace("retries 0", "retries 2"))) {
      assertThat(proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .endsWith("abc");
      assertThat(origin.connections()).isEqualTo(2);
    }
  }

  @Test
  void whatAServerThatGoesAwayHasBegunEndsThere() throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  connection.send(GOAWAY, 0, 0, all(number(request.stream()), number(0)));
                  connection.respond(request.stream(), "abc" + connection.number);
                });
        RunningProxy proxy = proxy(origin);
        Client client = proxy.connect()) {
      for (int i = 1; i <= 3; i++) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.readMessage(4)).endsWith("abc" + i);
      }
    }
  }
}
