package io.spillway.net.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a PROXY protocol header: {@link #line} in version 1, or an instance, field after field, in
 * version 2. Used by one thread.
 */
public final class ProxyHeaderWriter {
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int UNSPECIFIED = 0x00;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;
  private static final int LENGTH_AT = 14;
  private static final int MAX_LENGTH = 65535;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

  private byte[] bytes = new byte[64];
  private int length;
  private int checksumAt = -1;

  /**
   * A header of version 2 without fields. Addresses of different families become IPv6 ones.
   *
   * @param source the client; null where it has no internet address, which makes the header LOCAL
   * @param destination where the client connected to; null with the same consequence
   */
  public ProxyHeaderWriter(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    append(ProxyHeaderParser.SIGNATURE);
    if (source == null || destination == null) {
      append(LOCAL);
      append(UNSPECIFIED);
      appendShort(0);
      return;
    }
    boolean isIpv4 = isIpv4(source) && isIpv4(destination);
    append(PROXY);
    append(isIpv4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6);
    appendShort(0);
    append(address(source.getAddress(), isIpv4));
    append(address(destination.getAddress(), isIpv4));
    appendShort(source.getPort());
    appendShort(destination.getPort());
  }

  /** The header of version 1; see {@link #ProxyHeaderWriter}. Without addresses it is UNKNOWN. */
  public static byte[] line(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    if (source == null || destination == null) {
      return "PROXY UNKNOWN\r\n".getBytes(US_ASCII);
    }
    boolean isIpv4 = isIpv4(source) && isIpv4(destination);
    return ("PROXY "
            + (isIpv4 ? "TCP4 " : "TCP6 ")
            + text(source.getAddress(), isIpv4)
            + ' '
            + text(destination.getAddress(), isIpv4)
            + ' '
            + source.getPort()
            + ' '
            + destination.getPort()
            + "\r\n")
        .getBytes(US_ASCII);
  }

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }

  private static byte[] address(InetAddress address, boolean isIpv4) {
    byte[] own = address.getAddress();
    if (isIpv4 || own.length == 16) {
      return own;
    }
    byte[] mapped = Arrays.copyOf(MAPPED, 16);
    System.arraycopy(own, 0, mapped, MAPPED.length, own.length);
    return mapped;
  }

  private static String text(InetAddress address, boolean isIpv4) {
    if (address instanceof Inet4Address) {
      return (isIpv4 ? "" : "::ffff:") + address.getHostAddress();
    }
    return NetUtil.toAddressString(address);
  }

  /** Adds a checksum over the whole header. */
  public ProxyHeaderWriter checksum() {
    checksumAt = length + ProxyHeader.FIELD_HEADER;
    return field(ProxyHeader.CHECKSUM, new byte[Integer.BYTES], 0, Integer.BYTES);
  }

  /**
   * Adds a field; one that would make the header longer than the protocol allows is left out.
   *
   * @param type 0 to 255
   */
  public ProxyHeaderWriter field(int type, byte[] value, int offset, int count) {
    int payload = length - ProxyHeaderParser.FIXED_LENGTH;
    if (payload + ProxyHeader.FIELD_HEADER + count <= MAX_LENGTH) {
      append(type);
      appendShort(count);
      append(value, offset, count);
    }
    return this;
  }

  /** Adds the field that tells how the client used TLS. */
  public ProxyHeaderWriter tls(TlsField tls) {
    byte[] value = tls.value();
    return field(TlsField.TYPE, value, 0, value.length);
  }

  /** The whole header. */
  public byte[] toBytes() {
    byte[] header = Arrays.copyOf(bytes, length);
    int payload = length - ProxyHeaderParser.FIXED_LENGTH;
    header[LENGTH_AT] = (byte) (payload >> 8);
    header[LENGTH_AT + 1] = (byte) payload;
    if (checksumAt >= 0) {
      CRC32C checksum = new CRC32C();
      checksum.update(header);
      int value = (int) checksum.getValue();
      for (int i = 0; i < Integer.BYTES; i++) {
        header[checksumAt + i] = (byte) (value >> (24 - 8 * i));
      }
    }
    return header;
  }

  private void appendShort(int value) {
    append(value >> 8);
    append(value);
  }

  private void append(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  private void append(byte[] added) {
    append(added, 0, added.length);
  }

  private void append(byte[] added, int offset, int count) {
    reserve(count);
    System.arraycopy(added, offset, bytes, length, count);
    length += count;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
