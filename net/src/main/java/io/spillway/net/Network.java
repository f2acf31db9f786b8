package io.spillway.net;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses that share their first bits. Immutable.
 *
 * @param first an address in it
 * @param bits how many leading bits its addresses share, from 0 to the length of an address
 */
public record Network(InetAddress first, int bits) {
  /** Reads {@code <address>[/<bits>]}; null where {@code text} is none. */
  public static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = WrittenAddress.literal(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int most = address.getAddress().length * 8;
    try {
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      return bits < 0 || bits > most ? null : new Network(address, bits);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether {@code address} lies in this range. */
  public boolean contains(InetAddress address) {
    byte[] own = first.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((own[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
