package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code option forwarded} tells servers (RFC 7239). */
class ForwardedHeaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                  | proto=http;for=127.0.0.1",
        "proto for                         | proto=http;for=127.0.0.1",
        "by for proto host                 | proto=http;host=\"a.example\";by=127.0.0.1;for=127.0.0.1",
        "host for-expr src,xxh32,hex for_port-expr int(60138)"
            + " | host=\"a.example\";for=\"_00000000013FB3EE:60138\"",
        "host-expr str(host.com) by-expr str(_haproxy) for-expr ipv6(::1) for_port-expr int(10)"
            + " | host=\"host.com\";by=_haproxy;for=\"[::1]:10\"",
        "for-expr str(_gazonk)             | for=_gazonk",
        "for-expr str(2001:db8:cafe::17) for_port-expr int(4711)"
            + " | for=\"[2001:db8:cafe::17]:4711\"",
        "for-expr str(192.0.2.43) for_port-expr int(47011) | for=\"192.0.2.43:47011\"",
        "for-expr ipv4(192.0.2.60) by-expr str(203.0.113.43) | by=203.0.113.43;for=192.0.2.60",
        "for-expr str(SEVKISEK)            | for=_SEVKISEK",
        "for-expr str(192.0.2.43) for_port-expr str(_x) | for=\"192.0.2.43:_x\"",
        "for-expr str(192.0.2.43) for_port-expr int(65536) | for=192.0.2.43",
        "for-expr req.hdr(none)            | for=unknown",
        "for-expr req.hdr(odd)             | for=unknown",
        "host-expr req.hdr(odd) for        | host=\"a\\\"b;c\";for=127.0.0.1",
        "host-expr req.hdr(none) for       | for=127.0.0.1",
        "for-expr str(a) for               | for=127.0.0.1",
      })
  void theHeaderTells(String parameters, String expected) throws Exception {
    try (Origin origin = Origin.answering("ok");
        RunningProxy proxy = RunningProxy.of(configuration(parameters, origin.address()))) {
      proxy.exchange(
          "GET / HTTP/1.1\r\nhost: a.example\r\nodd: a\"b;c\r\nconnection: close\r\n\r\n");
      assertThat(origin.heads.getFirst()).contains("\r\nforwarded: " + expected + "\r\n");
    }
  }

  @Test
  void aPortWithoutItsNodeIsToldAndIgnored() {
    assertThat(
            Configurations.load(
                    configuration("proto by_port", "127.0.0.1:1").replace("@port@", "8080"))
                .diagnostics()
                .all()
                .toString())
        .contains("'by_port' will be ignored because both 'by' and 'by-expr' are unset");
  }

  private static String configuration(String parameters, String origin) {
    return """
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 60s
        listen f
          bind 127.0.0.1:@port@
          option forwarded %s
          server s %s
        """
        .formatted(parameters == null ? "" : parameters, origin);
  }
}
