package io.spillway.net.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written can be read, and says the same. */
class ProxyHeaderWriterTest {
  private static final InetSocketAddress IPV4 = new InetSocketAddress("192.0.2.7", 4711);
  private static final InetSocketAddress IPV6 = new InetSocketAddress("2001:db8::7", 443);

  private static ProxyHeader read(byte[] header) {
    ProxyHeader read = ProxyHeaderParser.parse(Unpooled.wrappedBuffer(header), 70_000);
    assertThat(read).isNotNull();
    assertThat(read.fault()).isNull();
    assertThat(read.length()).isEqualTo(header.length);
    return read;
  }

  private static String line(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    return new String(ProxyHeaderWriter.line(source, destination), US_ASCII);
  }

  @Test
  void aLineTellsTheFamily() {
    assertThat(line(IPV4, IPV4)).isEqualTo("PROXY TCP4 192.0.2.7 192.0.2.7 4711 4711\r\n");
    assertThat(line(IPV6, IPV6)).isEqualTo("PROXY TCP6 2001:db8::7 2001:db8::7 443 443\r\n");
    assertThat(line(IPV6, IPV4)).isEqualTo("PROXY TCP6 2001:db8::7 ::ffff:192.0.2.7 443 4711\r\n");
    assertThat(line(null, null)).isEqualTo("PROXY UNKNOWN\r\n");
  }

  @Test
  void addressesFieldsAndChecksumAreReadBack() {
    byte[] header =
        new ProxyHeaderWriter(IPV4, IPV4)
            .field(0xe0, "own".getBytes(US_ASCII), 0, 3)
            .checksum()
            .field(ProxyHeader.UNIQUE_ID, "an id".getBytes(US_ASCII), 3, 2)
            .tls(TlsField.withoutTls())
            .toBytes();
    ProxyHeader read = read(header);
    assertThat(read.source()).isEqualTo(IPV4);
    int id = read.valueStart(ProxyHeader.UNIQUE_ID, 0);
    assertThat(new String(read.values(), id, read.valueLength(id), US_ASCII)).isEqualTo("id");
    assertThat(read.valueLength(read.valueStart(0x20, 0))).isEqualTo(5);
    assertThat(read.valueLength(read.valueStart(0xe0, 0))).isEqualTo(3);
  }

  @Test
  void theTlsFieldTellsAResumedSessionFromAHandshake() {
    TlsField field = TlsField.overTls().withCertificate(true).add(TlsField.VERSION, "v");
    assertThat(field.value()).containsExactly(7, 0, 0, 0, 0, 0x21, 0, 1, 'v');
    assertThat(TlsField.overTls().withCertificate(false).value()).containsExactly(5, 0, 0, 0, 0);
  }

  @Test
  void whatDoesNotFitTheTlsFieldIsLeftOut() {
    TlsField field = TlsField.overTls().add(TlsField.CERTIFICATE_NAME, "n".repeat(65_530));
    assertThat(field.value()).hasSize(5);
  }

  @Test
  void withoutAddressesTheHeaderIsLocal() {
    byte[] header = new ProxyHeaderWriter(null, IPV4).checksum().toBytes();
    assertThat(header[12]).isEqualTo((byte) 0x20);
    assertThat(read(header).source()).isNull();
  }

  @Test
  void aFieldThatDoesNotFitIsLeftOut() {
    byte[] header =
        new ProxyHeaderWriter(IPV6, IPV4)
            .field(0xe0, new byte[65_000], 0, 65_000)
            .field(0xe1, new byte[1_000], 0, 1_000)
            .toBytes();
    ProxyHeader read = read(header);
    assertThat(read.source()).isEqualTo(IPV6);
    assertThat(read.valueStart(0xe1, 0)).isEqualTo(-1);
  }
}
