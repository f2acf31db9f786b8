package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in lines that are written when the connections that had them are no more. */
class LoggedAddressesTest {
  private static String configuration(String mode, String format, int origin) {
    return """
        frontend f
          mode %s
          log @log@
          log-format "%s"
          bind 127.0.0.1:@port@
          timeout client 20s
          default_backend b
        backend b
          mode %1$s
          timeout server 20s
          timeout connect 20s
          server s 127.0.0.1:%d
        """
        .formatted(mode, format, origin);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp"})
  void areThoseOfConnectionsThatWereReset(String mode) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("\r\n\r\n");
                  asked.countDown();
                  connection.readAll();
                });
        RunningProxy proxy =
            RunningProxy.of(
                configuration(mode, "%ci>%fi:%fp %bi>%si:%sp %[dst] %[bc_src]", origin.port()))) {
      try (Client client = proxy.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        asked.await();
        client.reset();
      }
      assertThat(proxy.logLine())
          .endsWith(
              "127.0.0.1>127.0.0.1:%d 127.0.0.1>127.0.0.1:%d 127.0.0.1 127.0.0.1"
                  .formatted(proxy.port(), origin.port()));
    }
  }

  @Test
  void areNotAskedForWhereNoLineNamesThem() throws Exception {
    try (Origin origin = Origin.answering("x");
        RunningProxy proxy = RunningProxy.of(configuration("http", "%ci:%cp %ST", origin.port()))) {
      assertThat(proxy.frontend("f").logging().mayNameOwnAddresses()).isFalse();
      proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(proxy.logLine()).contains("127.0.0.1:").endsWith(" 200");
    }
  }
}
