package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code http-response set-timeout}: for how long a server may be silent in its body. */
class ResponseTimeoutTest {
  @Test
  void aServerThatIsSilentForLongerThanTheRuleSaysIsCutOff() throws Exception {
    String text =
        """
        global
          log @log@
        defaults
          mode http
          log global
          option httplog
          timeout client 600s
          timeout server 600s
          timeout connect 20s
        listen f
          bind 127.0.0.1:@port@
          http-response set-timeout server 50ms
          server s %s
        """;
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfive.");
                  connection.readAll();
                });
        RunningProxy proxy = RunningProxy.of(text.formatted(origin.address()))) {
      assertThat(proxy.exchange("GET / HTTP/1.1\r\nhost: a\r\n\r\n")).endsWith("\r\nfive.");
      assertThat(proxy.logLine()).contains(" sD-- ");
    }
  }
}
