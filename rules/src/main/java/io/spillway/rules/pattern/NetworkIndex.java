package io.spillway.rules.pattern;

import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Addresses and networks of both families ({@code -m ip}): for each prefix length in use one hash
 * table, asked from the longest, so that the most specific network is found.
 */
final class NetworkIndex implements PatternIndex {
  private static final long MAPPED = 0xffff_0000_0000L;

  private final boolean resolve;
  private final NetworkTable[] ipv4 = new NetworkTable[33];
  private final NetworkTable[] ipv6 = new NetworkTable[129];

  /**
   * An empty index.
   *
   * @param resolve whether patterns may be host names
   */
  NetworkIndex(boolean resolve) {
    this.resolve = resolve;
  }

  @Override
  public void add(String text, int number) {
    int slash = text.indexOf('/');
    byte[] address =
        (slash < 0 ? text : text.substring(0, slash)).getBytes(StandardCharsets.ISO_8859_1);
    Sample sample = new Sample(64);
    sample.string(address);
    if (!sample.cast(text.indexOf(':') < 0 ? SampleType.IPV4 : SampleType.IPV6)) {
      addHost(text, number);
      return;
    }
    boolean isIpv4 = sample.type() == SampleType.IPV4;
    int bits = isIpv4 ? 32 : 128;
    int length = slash < 0 ? bits : prefixLength(text.substring(slash + 1), bits, text);
    put(isIpv4, isIpv4 ? 0 : sample.high(), sample.number(), length, number);
  }

  private void put(boolean isIpv4, long high, long low, int length, int number) {
    NetworkTable[] tables = isIpv4 ? ipv4 : ipv6;
    NetworkTable table = tables[length];
    if (table == null) {
      table = new NetworkTable(isIpv4 ? length + 96 : length);
      tables[length] = table;
    }
    table.put(high, low, number);
  }

  private static int prefixLength(String mask, int bits, String text) {
    try {
      if (mask.indexOf('.') >= 0 && bits == 32) {
        long dotted =
            AddressText.parseIpv4(mask.getBytes(StandardCharsets.ISO_8859_1), 0, mask.length());
        int length = Long.bitCount(dotted);
        if (dotted >= 0
            && (length == 0
                ? dotted == 0
                : dotted == (0xffff_ffffL << 32 - length & 0xffff_ffffL))) {
          return length;
        }
      } else {
        int length = Integer.parseInt(mask);
        if (length >= 0 && length <= bits) {
          return length;
        }
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a network (expected: a contiguous mask of 0 to " + bits + " bits)");
  }

  private void addHost(String text, int number) {
    if (!resolve || text.indexOf('/') >= 0 || text.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' is not a valid IPv4 or IPv6 address");
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(text)) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (bytes.capacity() == 4) {
          put(true, 0, bytes.getInt() & 0xffff_ffffL, 32, number);
        } else {
          put(false, bytes.getLong(), bytes.getLong(), 128, number);
        }
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a valid IPv4 or IPv6 address, and no host of that name is known",
          e);
    }
  }

  @Override
  public int find(Sample sample) {
    long low = sample.number();
    if (sample.type() == SampleType.IPV4) {
      int number = find(ipv4, 0, low);
      return number >= 0 ? number : find(ipv6, 0, MAPPED | low);
    }
    int number = find(ipv6, sample.high(), low);
    if (number < 0 && sample.high() == 0 && (low >>> 32 == 0xffff || low >>> 32 == 0)) {
      return find(ipv4, 0, low & 0xffff_ffffL);
    }
    if (number < 0 && sample.high() >>> 48 == 0x2002) {
      return find(ipv4, 0, sample.high() >>> 16 & 0xffff_ffffL);
    }
    return number;
  }

  private static int find(NetworkTable[] tables, long high, long low) {
    for (int length = tables.length - 1; length >= 0; length--) {
      NetworkTable table = tables[length];
      if (table != null) {
        int number = table.get(high, low);
        if (number >= 0) {
          return number;
        }
      }
    }
    return NONE;
  }
}
