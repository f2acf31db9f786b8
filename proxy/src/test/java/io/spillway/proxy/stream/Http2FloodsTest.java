package io.spillway.proxy.stream;

import static io.spillway.proxy.stream.Http2Peer.CONTINUATION;
import static io.spillway.proxy.stream.Http2Peer.DATA;
import static io.spillway.proxy.stream.Http2Peer.END_HEADERS;
import static io.spillway.proxy.stream.Http2Peer.END_STREAM;
import static io.spillway.proxy.stream.Http2Peer.GOAWAY;
import static io.spillway.proxy.stream.Http2Peer.HEADERS;
import static io.spillway.proxy.stream.Http2Peer.PING;
import static io.spillway.proxy.stream.Http2Peer.PRIORITY;
import static io.spillway.proxy.stream.Http2Peer.RST_STREAM;
import static io.spillway.proxy.stream.Http2Peer.SETTINGS;
import static io.spillway.proxy.stream.Http2Peer.block;
import static io.spillway.proxy.stream.Http2Peer.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that send more than a client has reason to. */
class Http2FloodsTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int PROTOCOL_ERROR = 1;
  private static final int STEPS = 20_000;

  private static final byte[] REQUEST =
      block(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/");

  private static RunningProxy proxy(String global, Origin origin) throws Exception {
    return RunningProxy.of(
        """
        global
          %s
        defaults
          mode http
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        frontend f
          bind 127.0.0.1:@port@ proto h2
          default_backend b
        backend b
          server s %s
        """
            .formatted(global, origin.address()));
  }

  /** What a client sends in step 0, 1, 2 … */
  static Stream<Named<IntFunction<byte[]>>> floods() {
    return Stream.of(
        Named.of("pings", step -> Http2Peer.frame(PING, 0, 0, new byte[8])),
        Named.of("settings", step -> Http2Peer.frame(SETTINGS, 0, 0)),
        Named.of("priorities", step -> Http2Peer.frame(PRIORITY, 0, 1, new byte[5])),
        Named.of("unknown frames", step -> Http2Peer.frame(99, 0, 0, new byte[3])),
        Named.of(
            "empty data",
            step ->
                step == 0
                    ? Http2Peer.frame(HEADERS, END_HEADERS, 1, REQUEST)
                    : Http2Peer.frame(DATA, 0, 1)),
        Named.of(
            "empty continuations",
            step ->
                step == 0
                    ? Http2Peer.frame(HEADERS, END_STREAM, 1, REQUEST)
                    : Http2Peer.frame(CONTINUATION, 0, 1)),
        Named.of(
            "continuations without end",
            step ->
                step == 0
                    ? Http2Peer.frame(HEADERS, END_STREAM, 1, REQUEST)
                    : Http2Peer.frame(CONTINUATION, 0, 1, new byte[1000])),
        Named.of(
            "requests that are taken back",
            step ->
                step % 2 == 0
                    ? Http2Peer.frame(HEADERS, END_HEADERS | END_STREAM, step + 1, REQUEST)
                    : Http2Peer.frame(RST_STREAM, 0, step, number(8))),
        Named.of(
            "malformed requests",
            step ->
                Http2Peer.frame(HEADERS, END_HEADERS | END_STREAM, 2 * step + 1, block("x", "y"))));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void aFloodEndsTheConnectionAndNoOther(IntFunction<byte[]> flood) throws Exception {
    try (Origin origin = Origin.answering("abc");
        RunningProxy proxy = proxy("", origin);
        Http2Peer client = new Http2Peer(proxy.port());
        Http2Peer other = new Http2Peer(proxy.port())) {
      Thread sender = Thread.startVirtualThread(() -> send(client, flood));
      Http2Peer.Frame frame = client.readOfStreams();
      while (frame.type() != GOAWAY) {
        assertThat(frame.type()).isNotEqualTo(-1);
        frame = client.readOfStreams();
      }
      assertThat(frame.error()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(client.readOfStreams().type()).isEqualTo(-1);
      sender.join();
      other.get(1, "/");
      assertThat(other.readOfStreams().type()).isEqualTo(HEADERS);
    }
  }

  private static void send(Http2Peer client, IntFunction<byte[]> flood) {
    try {
      for (int step = 0; step < STEPS; step++) {
        client.sendRaw(flood.apply(step));
      }
    } catch (IOException e) {
      // the proxy has closed
    }
  }

  @Test
  void glitchesAreCountedUpToTheirThreshold() throws Exception {
    try (Origin origin = Origin.answering("abc");
        RunningProxy proxy = proxy("tune.h2.fe.glitches-threshold 3", origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      for (int stream = 1; stream < 7; stream += 2) {
        client.send(HEADERS, END_HEADERS | END_STREAM, stream, block("x", "y"));
        Http2Peer.Frame reset = client.readOfStreams();
        assertThat(reset.type()).isEqualTo(RST_STREAM);
        assertThat(reset.error()).isEqualTo(PROTOCOL_ERROR);
      }
      assertThat(client.readOfStreams().type()).isEqualTo(GOAWAY);
    }
  }

  @Test
  void moreStreamsThanAllowedAreRefusedAndAfterTheLastOneTheConnectionEnds() throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  if (number > 1) {
                    connection.readUntil("\r\n\r\n");
                    connection.send(Origin.response("abc"));
                  } else {
                    connection.readAll();
                  }
                });
        RunningProxy proxy =
            proxy("tune.h2.fe.max-concurrent-streams 1\n  tune.h2.fe.max-total-streams 2", origin);
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/");
      RunningProxy.await(() -> origin.connections() == 1);
      client.get(3, "/");
      Http2Peer.Frame refused = client.readOfStreams();
      assertThat(refused.stream()).isEqualTo(3);
      assertThat(refused.error()).isEqualTo(7);
      client.send(RST_STREAM, 0, 1, number(8));
      client.get(5, "/");
      assertThat(client.readOfStreams().type()).isEqualTo(GOAWAY);
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(client.readOfStreams().text()).isEqualTo("abc");
      assertThat(client.readOfStreams().type()).isEqualTo(-1);
    }
  }
}
