package io.spillway.rules.pattern;

import io.spillway.rules.sample.AddressText;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and networks of both families ({@code -m ip}): for each prefix length in use one hash
 * table, asked from the longest, so that the most specific network is found.
 */
final class NetworkIndex implements PatternIndex {
  private static final long MAPPED = 0xffff_0000_0000L;

  private final boolean resolve;
  private final AtomicReferenceArray<@Nullable NetworkTable> ipv4 = new AtomicReferenceArray<>(33);
  private final AtomicReferenceArray<@Nullable NetworkTable> ipv6 = new AtomicReferenceArray<>(129);

  /**
   * An empty index.
   *
   * @param resolve whether patterns may be host names
   */
  NetworkIndex(boolean resolve) {
    this.resolve = resolve;
  }

  /** A network of one family. */
  private record Network(boolean isIpv4, long high, long low, int length) {}

  @Override
  public Slot slot(String text) {
    List<Network> networks = networks(text);
    return new Slot() {
      @Override
      public void add(PatternItem item) {
        networks.forEach(network -> node(network).add(item));
      }

      @Override
      public void replace(PatternItem item) {
        networks.forEach(network -> node(network).replace(item));
      }

      @Override
      public void remove(long order) {
        networks.forEach(network -> node(network).remove(order));
      }
    };
  }

  private PatternNode node(Network network) {
    AtomicReferenceArray<@Nullable NetworkTable> tables = network.isIpv4 ? ipv4 : ipv6;
    NetworkTable table = tables.get(network.length);
    if (table == null) {
      table = new NetworkTable(network.isIpv4 ? network.length + 96 : network.length);
      tables.set(network.length, table);
    }
    return table.node(network.high, network.low);
  }

  private List<Network> networks(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        (slash < 0 ? text : text.substring(0, slash)).getBytes(StandardCharsets.ISO_8859_1);
    Sample sample = new Sample(64);
    sample.string(address);
    if (!sample.cast(text.indexOf(':') < 0 ? SampleType.IPV4 : SampleType.IPV6)) {
      return hosts(text);
    }
    boolean isIpv4 = sample.type() == SampleType.IPV4;
    int bits = isIpv4 ? 32 : 128;
    int length = slash < 0 ? bits : prefixLength(text.substring(slash + 1), bits, text);
    return List.of(new Network(isIpv4, isIpv4 ? 0 : sample.high(), sample.number(), length));
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

  private List<Network> hosts(String text) {
    if (!resolve || text.indexOf('/') >= 0 || text.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' is not a valid IPv4 or IPv6 address");
    }
    List<Network> networks = new ArrayList<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(text)) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        networks.add(
            bytes.capacity() == 4
                ? new Network(true, 0, bytes.getInt() & 0xffff_ffffL, 32)
                : new Network(false, bytes.getLong(), bytes.getLong(), 128));
      }
      return networks;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a valid IPv4 or IPv6 address, and no host of that name is known",
          e);
    }
  }

  @Override
  public @Nullable PatternItem find(Sample sample) {
    long low = sample.number();
    if (sample.type() == SampleType.IPV4) {
      PatternItem found = find(ipv4, 0, low);
      return found != null ? found : find(ipv6, 0, MAPPED | low);
    }
    PatternItem found = find(ipv6, sample.high(), low);
    if (found == null && sample.high() == 0 && (low >>> 32 == 0xffff || low >>> 32 == 0)) {
      return find(ipv4, 0, low & 0xffff_ffffL);
    }
    if (found == null && sample.high() >>> 48 == 0x2002) {
      return find(ipv4, 0, sample.high() >>> 16 & 0xffff_ffffL);
    }
    return found;
  }

  private static @Nullable PatternItem find(
      AtomicReferenceArray<@Nullable NetworkTable> tables, long high, long low) {
    for (int length = tables.length() - 1; length >= 0; length--) {
      NetworkTable table = tables.get(length);
      PatternItem found = table == null ? null : table.get(high, low);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
