package io.spillway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.net.Endpoint.Family;
import io.spillway.net.WrittenAddress.Kind;
import io.spillway.net.WrittenAddress.PortForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WrittenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:80, 127.0.0.1, SINGLE, 80, 80",
    "'*:80', '*', SINGLE, 80, 80",
    ":80, '', SINGLE, 80, 80",
    ":::80, '::', SINGLE, 80, 80",
    "[::]:80, '::', SINGLE, 80, 80",
    "[2001:db8::1], 2001:db8::1, NONE, 0, 0",
    "name.example, name.example, NONE, 0, 0",
    "name.example:80-90, name.example, RANGE, 80, 90",
    "127.0.0.1:+10, 127.0.0.1, OFFSET, 10, 0",
    "127.0.0.1:-10, 127.0.0.1, OFFSET, -10, 0",
    "127.0.0.1:, 127.0.0.1, NONE, 0, 0"
  })
  void hostAndPortAreToldApart(String text, String host, PortForm form, int first, int last)
      throws Exception {
    WrittenAddress address = WrittenAddress.parse(text);
    assertThat(address.kind()).isEqualTo(Kind.INET);
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.port()).isEqualTo(form);
    assertThat(address.firstPort()).isEqualTo(first);
    assertThat(address.lastPort()).isEqualTo(last);
  }

  @ParameterizedTest
  @CsvSource({
    "/run/x, UNIX, /run/x, false",
    "unix@run/x, UNIX, run/x, false",
    "uxdg@/dev/log, UNIX, /dev/log, true",
    "abns@x, ABSTRACT, x, false",
    "fd@7, DESCRIPTOR, 7, false"
  })
  void localAddressesAreKnown(String text, Kind kind, String name, boolean isDatagram)
      throws Exception {
    WrittenAddress address = WrittenAddress.parse(text);
    assertThat(address.kind()).isEqualTo(kind);
    assertThat(address.host()).isEqualTo(name);
    assertThat(address.isDatagram()).isEqualTo(isDatagram);
  }

  @Test
  void aProtocolSaysTheFamily() throws Exception {
    assertThat(WrittenAddress.parse("ipv6@x:1").family()).isEqualTo(Family.IPV6);
    assertThat(WrittenAddress.parse("tcp4@x:1").family()).isEqualTo(Family.IPV4);
    assertThat(WrittenAddress.parse("udp@x:1").isDatagram()).isTrue();
    WrittenAddress wrong = WrittenAddress.parse("ipv6@127.0.0.1:1");
    assertThatThrownBy(wrong::literal).isInstanceOf(InvalidAddressException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unix@",
        "fd@",
        "fd@x",
        "fd@-1",
        "127.0.0.1:x",
        "127.0.0.1:65536",
        "127.0.0.1:90-80",
        "127.0.0.1:0-80",
        "127.0.0.1:80-",
        "127.0.0.1:+",
        "quic4@:443"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> WrittenAddress.parse(text))
        .isInstanceOf(InvalidAddressException.class)
        .hasMessageMatching(".+");
  }

  @Test
  void namesAreNoLiterals() {
    assertThat(WrittenAddress.literal("name.example")).isNull();
    assertThat(WrittenAddress.literal("")).isNull();
    assertThat(WrittenAddress.literal("192.0.2.300")).isNull();
    assertThat(WrittenAddress.literal("192.0.2.30")).isNotNull();
    assertThat(WrittenAddress.literal("::1")).isNotNull();
  }
}
