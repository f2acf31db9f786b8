package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** {@code accept-netscaler-cip}, in both forms of its header. */
class NetscalerHeaderTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
      frontend f
        log @log@
        bind 127.0.0.1:@port@ accept-netscaler-cip 1234567890
        http-request set-log-level silent
        http-request return status 200 content-type text/plain lf-string "<%[src]:%[src_port] %[dst]:%[dst_port]>"
      """;

  private static final String COPY =
      "450000280000000040060000c0000207c6336409" + "126701bb000000000000000050100000" + "00000000";

  private static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";

  private static String bytes(String digits) {
    return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
  }

  @Test
  void bothFormsTellTheClientsAddresses() throws Exception {
    try (RunningProxy proxy = RunningProxy.of(CONFIGURATION)) {
      for (String start : new String[] {"499602d200000028", "499602d20000003400000028"}) {
        assertThat(proxy.exchange(bytes(start + COPY) + REQUEST))
            .endsWith("<192.0.2.7:4711 198.51.100.9:443>");
      }
    }
  }

  @Test
  void whatIsNoSuchHeaderIsLogged() throws Exception {
    try (RunningProxy proxy = RunningProxy.of(CONFIGURATION)) {
      proxy.exchange(REQUEST);
      assertThat(proxy.logLine())
          .endsWith("f/1: Received an invalid NetScaler Client IP magic number");
      proxy.exchange(bytes("499602d200000028" + COPY.replace("4006", "4011")));
      assertThat(proxy.logLine())
          .endsWith("f/1: Received an unhandled protocol in the NetScaler Client IP header");
    }
  }
}
