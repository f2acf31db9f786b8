package io.spillway.net.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads PROXY protocol headers of both versions, strictly: what the protocol does not allow is
 * refused. Stateless.
 */
public final class ProxyHeaderParser {
  /** The longest line of version 1, its end included. */
  public static final int MAX_LINE = 107;

  static final byte[] LINE_START = "PROXY ".getBytes(US_ASCII);
  static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 'Q', 'U', 'I', 'T', 0x0a};

  static final int FIXED_LENGTH = 16;
  private static final int VERSION_2 = 0x20;
  private static final int LOCAL = 0x0;
  private static final int PROXY = 0x1;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;
  private static final int IPV4_LENGTH = 12;
  private static final int IPV6_LENGTH = 36;
  private static final int MAX_AUTHORITY = 255;
  private static final int MAX_UNIQUE_ID = 128;
  private static final int MAX_PORT = 65535;

  private ProxyHeaderParser() {}

  /**
   * Reads the header at the start of {@code bytes}, which stay as they are.
   *
   * @param limit the longest header of version 2 that is accepted, in bytes
   * @return the header, or what is wrong with it; null while it is not whole
   */
  public static @Nullable ProxyHeader parse(ByteBuf bytes, int limit) {
    if (matches(bytes, LINE_START)) {
      return bytes.readableBytes() < LINE_START.length ? null : parseLine(bytes);
    }
    if (!matches(bytes, SIGNATURE)) {
      // As HAProxy has it: less than the fixed part is told as a header cut short.
      return ProxyHeader.refused(
          bytes.readableBytes() < FIXED_LENGTH
              ? ProxyHeaderFault.TRUNCATED
              : ProxyHeaderFault.NOT_A_HEADER);
    }
    return bytes.readableBytes() < FIXED_LENGTH ? null : parseBinary(bytes, limit);
  }

  /** Whether {@code bytes} begin with {@code start}, as far as they go. */
  private static boolean matches(ByteBuf bytes, byte[] start) {
    int length = Math.min(bytes.readableBytes(), start.length);
    for (int i = 0; i < length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  // ---- version 1 ----

  private static @Nullable ProxyHeader parseLine(ByteBuf bytes) {
    int looked = Math.min(bytes.readableBytes(), MAX_LINE);
    int feed = bytes.indexOf(bytes.readerIndex(), bytes.readerIndex() + looked, (byte) '\n');
    if (feed < 0) {
      return looked < MAX_LINE ? null : ProxyHeader.refused(ProxyHeaderFault.INVALID);
    }
    int length = feed + 1 - bytes.readerIndex();
    String line = bytes.toString(bytes.readerIndex(), length - 1, US_ASCII);
    if (!line.endsWith("\r")) {
      return ProxyHeader.refused(ProxyHeaderFault.INVALID);
    }
    String[] words = line.substring(0, line.length() - 1).split(" ", -1);
    return switch (words[1]) {
      case "UNKNOWN" -> ProxyHeader.withoutAddresses(length);
      case "TCP4", "TCP6" -> addresses(words, words[1].equals("TCP4"), length);
      default -> ProxyHeader.refused(ProxyHeaderFault.UNKNOWN_PROTOCOL);
    };
  }

  private static ProxyHeader addresses(String[] words, boolean isIpv4, int length) {
    if (words.length == 6) {
      InetSocketAddress source = address(words[2], words[4], isIpv4);
      InetSocketAddress destination = address(words[3], words[5], isIpv4);
      if (source != null && destination != null) {
        return ProxyHeader.of(source, destination, length);
      }
    }
    return ProxyHeader.refused(ProxyHeaderFault.INVALID);
  }

  private static @Nullable InetSocketAddress address(String host, String port, boolean isIpv4) {
    boolean valid =
        isIpv4
            ? NetUtil.isValidIpV4Address(host)
            : NetUtil.isValidIpV6Address(host) && host.indexOf('%') < 0 && host.indexOf('[') < 0;
    int number = port(port);
    byte[] address = valid ? NetUtil.createByteArrayFromIpAddressString(host) : null;
    return address == null || number < 0 ? null : new InetSocketAddress(addressOf(address), number);
  }

  private static int port(String text) {
    int length = text.length();
    if (length == 0 || length > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int number = Integer.parseInt(text);
    return number > MAX_PORT ? -1 : number;
  }

  private static InetAddress addressOf(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is right
    }
  }

  // ---- version 2 ----

  private static @Nullable ProxyHeader parseBinary(ByteBuf bytes, int limit) {
    int start = bytes.readerIndex();
    int versionAndCommand = bytes.getUnsignedByte(start + 12);
    if ((versionAndCommand & 0xf0) != VERSION_2) {
      return ProxyHeader.refused(ProxyHeaderFault.NOT_A_HEADER);
    }
    int rest = bytes.getUnsignedShort(start + 14);
    int length = FIXED_LENGTH + rest;
    if (length > limit) {
      return ProxyHeader.refused(ProxyHeaderFault.TRUNCATED);
    }
    if (bytes.readableBytes() < length) {
      return null;
    }
    return switch (versionAndCommand & 0xf) {
      case LOCAL -> ProxyHeader.withoutAddresses(length);
      case PROXY ->
          switch (bytes.getUnsignedByte(start + 13)) {
            case TCP_OVER_IPV4 -> proxied(bytes, 4, IPV4_LENGTH, length);
            case TCP_OVER_IPV6 -> proxied(bytes, 16, IPV6_LENGTH, length);
            // Unspecified, UDP, unix sockets: there is a client, and no address that means anything
            // here.
            default -> ProxyHeader.withoutAddresses(length);
          };
      default -> ProxyHeader.refused(ProxyHeaderFault.INVALID);
    };
  }

  private static ProxyHeader proxied(
      ByteBuf bytes, int addressLength, int addressesLength, int length) {
    int start = bytes.readerIndex() + FIXED_LENGTH;
    if (length < FIXED_LENGTH + addressesLength) {
      return ProxyHeader.refused(ProxyHeaderFault.INVALID);
    }
    int ports = start + 2 * addressLength;
    InetSocketAddress source =
        new InetSocketAddress(address(bytes, start, addressLength), bytes.getUnsignedShort(ports));
    InetSocketAddress destination =
        new InetSocketAddress(
            address(bytes, start + addressLength, addressLength),
            bytes.getUnsignedShort(ports + 2));
    byte[] values = new byte[length - FIXED_LENGTH - addressesLength];
    bytes.getBytes(start + addressesLength, values);
    boolean valid = areValid(values, bytes, length);
    return new ProxyHeader(
        source, destination, values, valid ? length : 0, valid ? null : ProxyHeaderFault.INVALID);
  }

  private static InetAddress address(ByteBuf bytes, int at, int length) {
    byte[] address = new byte[length];
    bytes.getBytes(at, address);
    return addressOf(address);
  }

  private static boolean areValid(byte[] values, ByteBuf header, int headerLength) {
    ByteBuffer fields = ByteBuffer.wrap(values);
    while (fields.hasRemaining()) {
      if (fields.remaining() < ProxyHeader.FIELD_HEADER) {
        return false;
      }
      int type = fields.get() & 0xff;
      int length = fields.getShort() & 0xffff;
      if (length > fields.remaining()) {
        return false;
      }
      boolean valid =
          switch (type) {
            case ProxyHeader.AUTHORITY -> length <= MAX_AUTHORITY;
            case ProxyHeader.UNIQUE_ID -> length <= MAX_UNIQUE_ID;
            case ProxyHeader.CHECKSUM ->
                length == Integer.BYTES
                    && fields.getInt(fields.position())
                        == checksum(
                            header, headerLength, headerLength - values.length + fields.position());
            default -> true;
          };
      if (!valid) {
        return false;
      }
      fields.position(fields.position() + length);
    }
    return true;
  }

  /** The CRC-32C of a header with zeroes where its own checksum stands. */
  static int checksum(ByteBuf header, int length, int checksumAt) {
    byte[] whole = new byte[length];
    header.getBytes(header.readerIndex(), whole);
    for (int i = 0; i < Integer.BYTES; i++) {
      whole[checksumAt + i] = 0;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(whole);
    return (int) checksum.getValue();
  }
}
