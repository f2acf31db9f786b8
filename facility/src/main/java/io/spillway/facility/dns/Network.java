package io.spillway.facility.dns;

import io.spillway.net.WrittenAddress;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses. Immutable.
 *
 * @param first its first address
 * @param bits how many leading bits all of its addresses share
 */
public record Network(InetAddress first, int bits) {
  /** Reads an address, alone or with {@code /bits}; null where {@code text} is neither. */
  public static @Nullable Network parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = WrittenAddress.literal(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int most = address.getAddress().length * 8;
    if (slash < 0) {
      return new Network(address, most);
    }
    try {
      int bits = Integer.parseInt(text.substring(slash + 1));
      return bits < 0 || bits > most ? null : new Network(address, bits);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether {@code address} lies in this range. */
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int mask = 0xff << Math.max(0, 8 - (bits - bit));
      if (((mine[bit / 8] ^ other[bit / 8]) & mask & 0xff) != 0) {
        return false;
      }
    }
    return true;
  }
}
