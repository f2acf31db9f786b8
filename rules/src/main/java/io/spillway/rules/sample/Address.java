package io.spillway.rules.sample;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An IP address with its port, in a form that rules can use without allocation. Made once for a
 * connection. Immutable.
 *
 * @param isIpv4 whether it is an IPv4 address
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits of an IPv6 address, or the IPv4 address in the low 32
 * @param port 0 to 65535
 */
public record Address(boolean isIpv4, long high, long low, int port) {
  /** The address of {@code socket}; an IPv4 address mapped into IPv6 becomes the IPv4 address. */
  public static Address of(InetSocketAddress socket) {
    return of(socket.getAddress(), socket.getPort());
  }

  /** {@code address} with {@code port}. */
  public static Address of(InetAddress address, int port) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Address(true, 0, bytes.getInt() & 0xffff_ffffL, port)
        : new Address(false, bytes.getLong(), bytes.getLong(), port);
  }

  /** The address in text: {@code 192.0.2.1} or {@code 2001:db8::1}; null where it is none. */
  public static @Nullable Address parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    Sample sample = new Sample(64);
    sample.string(bytes);
    return sample.cast(text.indexOf(':') < 0 ? SampleType.IPV4 : SampleType.IPV6)
        ? new Address(sample.type() == SampleType.IPV4, sample.high(), sample.number(), 0)
        : null;
  }

  /** The same address with another port. */
  public Address withPort(int newPort) {
    return new Address(isIpv4, high, low, newPort);
  }

  /** The address in the JDK's form. */
  public InetSocketAddress toSocketAddress() {
    ByteBuffer bytes = ByteBuffer.allocate(isIpv4 ? 4 : 16);
    if (isIpv4) {
      bytes.putInt((int) low);
    } else {
      bytes.putLong(high).putLong(low);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
