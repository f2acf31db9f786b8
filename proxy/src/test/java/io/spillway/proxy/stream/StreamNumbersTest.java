package io.spillway.proxy.stream;

import static io.spillway.proxy.stream.Http2Peer.HEADERS;
import static io.spillway.proxy.stream.Http2Peer.RST_STREAM;
import static io.spillway.proxy.stream.Http2Peer.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What fetches tell of the streams of a connection, of their ends, and of what held them. */
class StreamNumbersTest {
  private static final int CANCEL = 8;
  private static final int INTERNAL_ERROR = 2;
  private static final String OF_CLIENT =
      "%[fc_nb_streams] %[fc_settings_streams_limit] %[fs.id] %[fs.aborted] %[fs.rst_code]";
  private static final String OF_SERVER =
      "%[bc_nb_streams] %[bc_settings_streams_limit] %[bs.id] %[bs.aborted] %[bs.rst_code]";

  private static RunningProxy proxy(String mode, String format, String frontend, String server)
      throws Exception {
    return RunningProxy.of(
        """
        global
          nbthread 1
        defaults
          mode %s
          timeout client 20s
          timeout server 20s
          timeout connect 20s
        frontend f
          log @log@
          log-format "%s"
          bind 127.0.0.1:@port@ %s
          default_backend b
        backend b
          server s %s
        """
            .formatted(mode, format, frontend, server));
  }

  @Test
  void connectionsOfHttp1CarryOneStream() throws Exception {
    try (Origin origin = Origin.answering("hello");
        RunningProxy proxy =
            proxy(
                "http",
                OF_CLIENT + " " + OF_SERVER + " %[req.bytes_out] %[res.bytes_in] %B",
                "\n  http-request set-header x-more 1",
                origin.address());
        Client client = proxy.connect()) {
      for (int i = 1; i <= 2; i++) {
        client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        int answer = client.readUntil("hello").length();
        assertThat(proxy.logLine())
            .isEqualTo(
                "1 1 %d 0 - 1 1 %d 0 - %d %d %d"
                    .formatted(i, i, origin.heads.getFirst().length(), answer, answer));
      }
    }
  }

  @Test
  void aConnectionInModeTcpIsOneStream() throws Exception {
    try (Origin origin = new Origin((connection, number) -> connection.send("hello"));
        RunningProxy proxy =
            proxy(
                "tcp",
                OF_CLIENT + " " + OF_SERVER + " %[req.bytes_out] %[res.bytes_in]",
                "",
                origin.address());
        Client client = proxy.connect()) {
      client.send("abc");
      client.endInput();
      assertThat(client.readAll()).isEqualTo("hello");
      assertThat(proxy.logLine()).matches("1 1 - 0 - 1 1 1 0 - [03] 5");
    }
  }

  @Test
  void streamsOfHttp2AreNumberedAndTellHowTheyWereReset() throws Exception {
    try (Http2Origin origin =
            new Http2Origin(
                (connection, request) -> {
                  if (request.header(":path").equals("/good")) {
                    connection.respond(request.stream(), "hello");
                  } else if (request.header(":path").equals("/bad")) {
                    connection.send(RST_STREAM, 0, request.stream(), number(INTERNAL_ERROR));
                  }
                });
        RunningProxy proxy =
            proxy("http", OF_CLIENT + " " + OF_SERVER, "proto h2", origin.address() + " proto h2");
        Http2Peer client = new Http2Peer(proxy.port())) {
      client.get(1, "/good");
      assertThat(client.readOfStreams().type()).isEqualTo(HEADERS);
      assertThat(proxy.logLine()).isEqualTo("1 100 1 0 - 1 100 1 0 -");
      client.get(3, "/bad");
      assertThat(proxy.logLine()).matches("1 100 3 0 - 1 100 [13] 1 2");
      client.get(5, "/slow");
      client.send(RST_STREAM, 0, 5, number(CANCEL));
      assertThat(proxy.logLine()).matches("[01] 100 5 1 8 .*");
    }
  }

  @Test
  void theRuleThatHeldAStreamIsTold() throws Exception {
    try (Origin origin = Origin.answering("hello");
        RunningProxy proxy =
            proxy(
                "http",
                "%ST %[waiting_entity]",
                "\n  http-request pause 10ms\n"
                    + "  http-request wait-for-body time 100ms if METH_POST",
                origin.address())) {
      proxy.exchange("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx");
      assertThat(proxy.logLine()).matches("408 .*:13");
      proxy.exchange("GET / HTTP/1.0\r\n\r\n");
      assertThat(proxy.logLine()).isEqualTo("200 -");
    }
  }

  @Test
  void theFailureOfAHandshakeWithTheServerIsTold() throws Exception {
    String format = "%ST %[bc_err] %[bc_err_str]";
    try (Origin origin = Origin.answering("hello");
        Origin plain = new Origin((connection, number) -> connection.send("no TLS here"))) {
      try (RunningProxy proxy =
          proxy("http", format, "", plain.address() + " ssl verify none\n  retries 0")) {
        proxy.exchange("GET / HTTP/1.0\r\n\r\n");
        assertThat(proxy.logLine()).isEqualTo("503 34 SSL handshake failure");
      }
      try (RunningProxy proxy = proxy("http", format, "", origin.address())) {
        proxy.exchange("GET / HTTP/1.0\r\n\r\n");
        assertThat(proxy.logLine()).isEqualTo("200 0 Success");
      }
      try (RunningProxy proxy = proxy("http", format, "", "127.0.0.1:1\n  retries 0")) {
        proxy.exchange("GET / HTTP/1.0\r\n\r\n");
        assertThat(proxy.logLine()).isEqualTo("503 - -");
      }
    }
  }
}
