package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PROXY protocol headers as Debian's HAProxy cannot show them: newer words, and patience. */
class ProxyProtocolTest {
  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
        log @log@
        option httplog
      """;

  private static final String REQUEST = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

  private static String accepting(String rules, Origin origin) {
    return DEFAULTS
        + """
        listen l
          bind 127.0.0.1:@port@ accept-proxy
          %s
          server s %s
        """
            .formatted(rules, origin.address());
  }

  @Test
  void aHeaderThatComesInPiecesIsAwaited() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(accepting("http-request set-header seen %[src]", origin));
        Client client = proxy.connect()) {
      client.socket().setTcpNoDelay(true);
      for (char c : "PROXY TCP4 192.0.2.7 192.0.2.8 1 2\r\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      client.send(REQUEST);
      assertThat(client.readAll()).startsWith("HTTP/1.1 200");
      assertThat(origin.heads).singleElement().asString().contains("seen: 192.0.2.7");
      assertThat(proxy.logLine()).startsWith("192.0.2.7:1 ");
    }
  }

  @Test
  void aHeaderThatTheClientBreaksOffIsLogged() throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy = RunningProxy.of(accepting("", origin));
        Client client = proxy.connect()) {
      client.send("PROXY TCP4 192.0.2.7");
      client.endInput();
      assertThat(client.readAll()).isEmpty();
      assertThat(proxy.logLine()).endsWith("l/1: Truncated PROXY protocol header received");
      RunningProxy.await(() -> proxy.frontend("l").statistics().sessions().value() == 0);
    }
  }

  @Test
  void fieldsOfTheAdministratorsOwnArriveAtTheNextProxy() throws Exception {
    int inner = RunningProxy.freePort();
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy =
            RunningProxy.of(
                DEFAULTS
                    + """
                    listen outer
                      bind 127.0.0.1:@port@
                      default-server send-proxy-v2 proxy-v2-options crc32c
                      server s 127.0.0.1:%d set-proxy-v2-tlv-fmt(0xe1) "%%[path] of %%ci" set-proxy-v2-tlv-fmt(2) name
                    listen inner
                      bind 127.0.0.1:%d accept-proxy
                      http-request set-header fields "%%[fc_pp_tlv(0xE1)],%%[fc_pp_tlv(AUTHORITY)],%%[fc_pp_authority]"
                      http-request set-header found yes if { fc_pp_tlv(225) -m end .1 }
                      server s %s
                    """
                        .formatted(inner, inner, origin.address()))) {
      assertThat(proxy.exchange(REQUEST.replace("GET / ", "GET /x "))).startsWith("HTTP/1.1 200");
      assertThat(origin.heads)
          .singleElement()
          .asString()
          .contains("fields: /x of 127.0.0.1,name,name")
          .contains("found: yes");
    }
  }
}
