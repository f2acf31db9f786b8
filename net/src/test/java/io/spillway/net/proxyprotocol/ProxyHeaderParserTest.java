package io.spillway.net.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of both versions, whole, in pieces and broken. */
class ProxyHeaderParserTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String IPV4 = "0102030405060708" + "0457" + "08ae";

  private static @Nullable ProxyHeader parse(String text) {
    return ProxyHeaderParser.parse(Unpooled.copiedBuffer(text, ISO_8859_1), 16384);
  }

  private static @Nullable ProxyHeader parseHex(String hex) {
    return ProxyHeaderParser.parse(
        Unpooled.wrappedBuffer(HexFormat.of().parseHex(SIGNATURE + hex)), 16384);
  }

  private static ProxyHeader whole(@Nullable ProxyHeader header) {
    assertThat(header).isNotNull();
    assertThat(header.fault()).isNull();
    return header;
  }

  private static @Nullable ProxyHeaderFault fault(@Nullable ProxyHeader header) {
    assertThat(header).isNotNull();
    return header.fault();
  }

  @Test
  void aLineNamesAddressesAndPorts() {
    ProxyHeader header = whole(parse("PROXY TCP4 1.2.3.4 5.6.7.8 11 65535\r\nGET"));
    assertThat(header.source()).isEqualTo(new InetSocketAddress("1.2.3.4", 11));
    assertThat(header.destination()).isEqualTo(new InetSocketAddress("5.6.7.8", 65535));
    assertThat(header.length()).isEqualTo(37);
    ProxyHeader ipv6 = whole(parse("PROXY TCP6 2001:db8::1 ::2 11 22\r\n"));
    assertThat(ipv6.source()).isEqualTo(new InetSocketAddress("2001:db8::1", 11));
  }

  @Test
  void unknownHasNoAddressesWhateverFollows() {
    assertThat(whole(parse("PROXY UNKNOWN\r\n")).source()).isNull();
    assertThat(whole(parse("PROXY UNKNOWN a b 1 2 3\r\n")).length()).isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 1.2.3.400 5.6.7.8 11 22\r\n",
        "PROXY TCP4 1.2.3 5.6.7.8 11 22\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 11 65536\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 11 -1\r\n",
        "PROXY TCP4 1.2.3.4  5.6.7.8 11 22\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 11 22 \r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 11 22\n",
        "PROXY TCP4 ::1 ::2 11 22\r\n",
        "PROXY TCP6 1.2.3.4 5.6.7.8 11 22\r\n",
        "PROXY TCP6 ::1 ::2 11 22 33\r\n",
        "PROXY TCP6 ::1 ::2 11 \r\n",
        "PROXY TCP6 fe80::1%eth0 ::2 11 22\r\n"
      })
  void aLineThatBreaksTheProtocolIsInvalid(String line) {
    assertThat(fault(parse(line))).isEqualTo(ProxyHeaderFault.INVALID);
  }

  @Test
  void whatIsNoHeaderIsToldFromOneThatIsCutShort() {
    assertThat(fault(parse("GET / HTTP/1.1\r\n\r\n"))).isEqualTo(ProxyHeaderFault.NOT_A_HEADER);
    assertThat(fault(parse("GET /\r\n"))).isEqualTo(ProxyHeaderFault.TRUNCATED);
    assertThat(fault(parse("PROXY TCP5 a\r\n"))).isEqualTo(ProxyHeaderFault.UNKNOWN_PROTOCOL);
    assertThat(fault(parseHex("3111000c" + IPV4))).isEqualTo(ProxyHeaderFault.NOT_A_HEADER);
  }

  @Test
  void aLineEndsAfter107BytesAtTheLatest() {
    String start = "PROXY UNKNOWN ";
    assertThat(whole(parse(start + "x".repeat(91) + "\r\n")).length()).isEqualTo(107);
    assertThat(fault(parse(start + "x".repeat(93)))).isEqualTo(ProxyHeaderFault.INVALID);
    assertThat(parse(start + "x".repeat(92))).isNull();
  }

  @Test
  void aHeaderInPiecesIsAwaited() {
    byte[] line = "PROXY TCP4 1.2.3.4 5.6.7.8 11 22\r\n".getBytes(ISO_8859_1);
    byte[] binary = HexFormat.of().parseHex(SIGNATURE + "21110013" + IPV4 + "04000461626364");
    for (byte[] header : new byte[][] {line, binary}) {
      for (int length = 0; length < header.length; length++) {
        ByteBuf part = Unpooled.wrappedBuffer(header, 0, length);
        assertThat(ProxyHeaderParser.parse(part, 16384)).isNull();
      }
      assertThat(whole(ProxyHeaderParser.parse(Unpooled.wrappedBuffer(header), 16384)).length())
          .isEqualTo(header.length);
    }
  }

  @Test
  void aBinaryHeaderNamesAddressesAndFields() {
    ProxyHeader header =
        whole(parseHex("21110018" + IPV4 + "020001" + "61" + "e00000" + "020002" + "6263"));
    assertThat(header.source()).isEqualTo(new InetSocketAddress("1.2.3.4", 1111));
    assertThat(header.destination()).isEqualTo(new InetSocketAddress("5.6.7.8", 2222));
    int second = header.valueStart(ProxyHeader.AUTHORITY, 1);
    assertThat(new String(header.values(), second, header.valueLength(second), ISO_8859_1))
        .isEqualTo("bc");
    assertThat(header.valueLength(header.valueStart(0xe0, 0))).isZero();
    assertThat(header.valueStart(ProxyHeader.AUTHORITY, 2)).isEqualTo(-1);
  }

  @Test
  void localAndOtherFamiliesHaveNoAddresses() {
    assertThat(whole(parseHex("20000000")).length()).isEqualTo(16);
    assertThat(whole(parseHex("2011000c" + IPV4)).source()).isNull();
    assertThat(whole(parseHex("213100d8" + "00".repeat(216))).length()).isEqualTo(232);
    assertThat(whole(parseHex("2112000c" + IPV4)).source()).isNull();
    assertThat(whole(parseHex("21000003010203")).length()).isEqualTo(19);
  }

  @Test
  void fieldsThatDoNotFitAreInvalid() {
    assertThat(fault(parseHex("21110005" + "0102030405"))).isEqualTo(ProxyHeaderFault.INVALID);
    assertThat(fault(parseHex("2211000c" + IPV4))).isEqualTo(ProxyHeaderFault.INVALID);
    assertThat(fault(parseHex("2111000e" + IPV4 + "0200"))).isEqualTo(ProxyHeaderFault.INVALID);
    assertThat(fault(parseHex("21110010" + IPV4 + "02000561"))).isEqualTo(ProxyHeaderFault.INVALID);
    assertThat(fault(parseHex("21110090" + IPV4 + "050081" + "61".repeat(129))))
        .isEqualTo(ProxyHeaderFault.INVALID);
    assertThat(fault(parseHex("2111010f" + IPV4 + "020100" + "61".repeat(256))))
        .isEqualTo(ProxyHeaderFault.INVALID);
  }

  @Test
  void aWrongChecksumIsInvalid() {
    String header = "21110013" + IPV4 + "030004";
    ByteBuf zeroes =
        Unpooled.wrappedBuffer(HexFormat.of().parseHex(SIGNATURE + header + "00000000"));
    int checksum = ProxyHeaderParser.checksum(zeroes, zeroes.readableBytes(), 31);
    assertThat(whole(parseHex(header + HexFormat.of().toHexDigits(checksum))).length())
        .isEqualTo(35);
    assertThat(fault(parseHex(header + HexFormat.of().toHexDigits(checksum + 1))))
        .isEqualTo(ProxyHeaderFault.INVALID);
  }

  @Test
  void aHeaderBeyondTheLimitIsRefusedBeforeItIsThere() {
    ByteBuf start = Unpooled.wrappedBuffer(HexFormat.of().parseHex(SIGNATURE + "2111ffff"));
    assertThat(fault(ProxyHeaderParser.parse(start, 16384))).isEqualTo(ProxyHeaderFault.TRUNCATED);
  }
}
