package io.spillway.proxy.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends and servers that fetches name must exist, wherever they are declared. */
class NamedProxiesTest {
  private static String configuration(String condition) {
    return """
        defaults
          mode http
          timeout client 1s
          timeout server 1s
          timeout connect 1s
        frontend f
          bind 127.0.0.1:1
          http-request deny if { %s }
          default_backend b
        backend b
          http-request deny if { srv_is_up(s1) }
          server s1 127.0.0.1:2
        """
        .formatted(condition);
  }

  @ParameterizedTest
  @CsvSource({
    "nbsrv(nosuch) 0, unable to find backend 'nosuch'",
    "be_conn(f) 0, unable to find backend 'f'",
    "be_sess_rate(x) 0, unable to find backend 'x'",
    "srv_conn(x/s1) 0, unable to find proxy 'x'",
    "srv_is_up(b/s9), unable to find server 's9' in proxy 'b'",
  })
  void whatIsNotThereIsTold(String condition, String message) {
    assertThat(String.join("\n", Configurations.load(configuration(condition)).messages()))
        .contains(message);
  }

  @Test
  void whatIsDeclaredLaterIsThere() {
    Configurations.load(configuration("srv_is_up(b/s1) } { nbsrv(b) gt 0")).valid();
  }
}
