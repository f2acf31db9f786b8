package io.spillway.net.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers of NetScaler's client IP insertion: a number that both sides know, a length, and a
 * copy of the IP and TCP headers of the client's packet. There are an older form, in which the copy
 * follows the length, and a newer one with a type and a second length before it. Stateless.
 */
public final class NetscalerHeaderParser {
  private static final int SHORTEST = 12;
  private static final int OLD_PREFIX = 8;
  private static final int NEW_PREFIX = 12;
  private static final int IPV4 = 4;
  private static final int IPV6 = 6;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_HEADER = 20;
  private static final int TCP = 6;
  private static final int IPV4_PROTOCOL_AT = 9;
  private static final int IPV4_ADDRESSES_AT = 12;
  private static final int IPV6_PROTOCOL_AT = 6;
  private static final int IPV6_ADDRESSES_AT = 8;

  private NetscalerHeaderParser() {}

  /**
   * Reads the header at the start of {@code bytes}, which stay as they are.
   *
   * @param magic the number that it begins with
   * @param limit the longest header that is accepted, in bytes
   * @return the header, or what is wrong with it; null while it is not whole
   */
  public static @Nullable ProxyHeader parse(ByteBuf bytes, int magic, int limit) {
    if (bytes.readableBytes() < SHORTEST) {
      return null;
    }
    int start = bytes.readerIndex();
    if (bytes.getInt(start) != magic) {
      return ProxyHeader.refused(ProxyHeaderFault.NETSCALER_MAGIC);
    }
    // In the older form the copy's first byte is here, which begins with the version of IP.
    int mark = bytes.getUnsignedByte(start + OLD_PREFIX);
    if (version(mark) == IPV4 || version(mark) == IPV6) {
      long length = bytes.getUnsignedInt(start + 4);
      return length > limit
          ? ProxyHeader.refused(ProxyHeaderFault.NETSCALER_TRUNCATED)
          : parseCopy(bytes, OLD_PREFIX, (int) length);
    }
    if (mark != 0) {
      return ProxyHeader.refused(ProxyHeaderFault.NETSCALER_PROTOCOL);
    }
    int length = bytes.getUnsignedShort(start + NEW_PREFIX - 2);
    return length > limit
        ? ProxyHeader.refused(ProxyHeaderFault.NETSCALER_TRUNCATED)
        : parseCopy(bytes, NEW_PREFIX, length);
  }

  private static int version(int first) {
    return first >> 4;
  }

  private static @Nullable ProxyHeader parseCopy(ByteBuf bytes, int prefix, int length) {
    if (bytes.readableBytes() < prefix + Math.max(1, length)) {
      return null;
    }
    int at = bytes.readerIndex() + prefix;
    int first = bytes.getUnsignedByte(at);
    boolean isVersion4 = version(first) == IPV4;
    if (!isVersion4 && version(first) != IPV6) {
      return ProxyHeader.refused(ProxyHeaderFault.NETSCALER_PROTOCOL);
    }
    int headerLength = isVersion4 ? Math.max(IPV4_HEADER, (first & 0xF) * 4) : IPV6_HEADER;
    if (length < headerLength + TCP_HEADER) {
      return ProxyHeader.refused(ProxyHeaderFault.NETSCALER_TRUNCATED);
    }
    if (bytes.getUnsignedByte(at + (isVersion4 ? IPV4_PROTOCOL_AT : IPV6_PROTOCOL_AT)) != TCP) {
      return ProxyHeader.refused(ProxyHeaderFault.NETSCALER_PROTOCOL);
    }
    int size = isVersion4 ? 4 : 16;
    int addresses = at + (isVersion4 ? IPV4_ADDRESSES_AT : IPV6_ADDRESSES_AT);
    int ports = at + headerLength;
    return ProxyHeader.of(
        new InetSocketAddress(address(bytes, addresses, size), bytes.getUnsignedShort(ports)),
        new InetSocketAddress(
            address(bytes, addresses + size, size), bytes.getUnsignedShort(ports + 2)),
        prefix + length);
  }

  private static InetAddress address(ByteBuf bytes, int at, int size) {
    byte[] address = new byte[size];
    bytes.getBytes(at, address);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // the length is right
    }
  }
}
