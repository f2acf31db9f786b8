package io.spillway.proxy.stream;

import static io.spillway.proxy.stream.Http2Peer.block;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What stick tables and logs tell of clients that make mistakes in HTTP/2. */
class GlitchCountsTest {
  private static final int HEADERS = 1;
  private static final int END_HEADERS_AND_STREAM = 5;
  private static final int RST_STREAM = 3;

  @Test
  void glitchesAreCountedForTheConnectionAndItsKeys() throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(
            """
            defaults
              mode http
              timeout client 20s
              timeout server 20s
              timeout connect 20s
            frontend f
              bind 127.0.0.1:@port@
              log @log@
              log-format "%[fc_glitches] %HM"
              tcp-request connection track-sc0 src table t
              http-request return status 200 content-type text/plain lf-string "[%[sc_glitch_cnt(0)] %[sc0_glitch_rate] %[src_glitch_cnt(t)] %[src,table_glitch_rate(t)] %[fc_glitches]]"
            backend t
              stick-table type ip size 1k store glitch_cnt,glitch_rate(1h)
            """)) {
      try (Http2Peer client = new Http2Peer(proxy.port())) {
        for (int stream = 1; stream <= 3; stream += 2) {
          client.send(HEADERS, END_HEADERS_AND_STREAM, stream, block("x", "y"));
          assertThat(client.readOfStreams().type()).isEqualTo(RST_STREAM);
        }
        client.get(5, "/");
        assertThat(proxy.logLine()).isEqualTo("2 GET");
      }
      assertThat(proxy.exchange("GET / HTTP/1.0\r\n\r\n")).endsWith("[2 2 2 2 0]");
    }
  }
}
