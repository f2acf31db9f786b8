package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.ServerCookies.Worth;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Cookies are those of the examples in RFC 9018, and good for an hour. */
class ServerCookiesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final long MADE = 1559731985;
  private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.100");

  private final ServerCookies cookies =
      new ServerCookies(CookieSecret.of(HEX.parseHex("e5e973e5a6b2a43f48e7dc849e37bfcf")));

  private String write(String clientCookie, InetAddress client, long now) {
    byte[] to = new byte[24];
    cookies.write(HEX.parseHex(clientCookie), 0, client, now, to, 0);
    return HEX.formatHex(to);
  }

  @Test
  void aNewCookieIsTheOneOfTheStandard() {
    assertThat(write("2464c4abcf10c957", CLIENT, MADE))
        .isEqualTo("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
  }

  @Test
  void aCookieForAnIpv6ClientIsTheOneOfTheStandard() {
    ServerCookies others =
        new ServerCookies(CookieSecret.of(HEX.parseHex("445536bcd2513298075a5d379663c962")));
    byte[] to = new byte[24];
    others.write(
        HEX.parseHex("22681ab97d52c298"),
        0,
        InetAddress.ofLiteral("2001:db8:220:1:59de:d0f4:8769:82b8"),
        1559741961,
        to,
        0);
    assertThat(HEX.formatHex(to)).isEqualTo("22681ab97d52c298010000005cf7c609a6bb79d16625507a");
  }

  @Test
  void aCookieIsGoodForAnHourAndOnlyForItsClient() {
    byte[] whole = HEX.parseHex(write("2464c4abcf10c957", CLIENT, MADE));
    assertThat(cookies.judge(whole, 0, CLIENT, MADE)).isEqualTo(Worth.GOOD);
    assertThat(cookies.judge(whole, 0, CLIENT, MADE - 299)).isEqualTo(Worth.GOOD);
    assertThat(cookies.judge(whole, 0, CLIENT, MADE + 3600)).isEqualTo(Worth.GOOD);
    assertThat(cookies.judge(whole, 0, CLIENT, MADE + 3601)).isEqualTo(Worth.NONE);
    assertThat(cookies.judge(whole, 0, CLIENT, MADE - 301)).isEqualTo(Worth.NONE);
    assertThat(cookies.judge(whole, 0, InetAddress.ofLiteral("198.51.100.101"), MADE))
        .isEqualTo(Worth.NONE);
    whole[0] ^= 1;
    assertThat(cookies.judge(whole, 0, CLIENT, MADE)).isEqualTo(Worth.NONE);
  }

  @Test
  void instancesThatShareASecretDeriveTheSameOne() {
    byte[] shared = {1, 2, 3};
    assertThat(CookieSecret.derivedFrom(shared).bytes())
        .isEqualTo(CookieSecret.derivedFrom(shared).bytes())
        .isNotEqualTo(CookieSecret.derivedFrom(new byte[] {1, 2, 4}).bytes());
  }
}
