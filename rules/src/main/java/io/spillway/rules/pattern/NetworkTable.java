package io.spillway.rules.pattern;

import org.jspecify.annotations.Nullable;

/**
 * The networks of one prefix length: a hash table of addresses of 128 bits, those of IPv4 in the
 * lowest 32. One thread at a time changes it; lookups never wait, see {@link NodeTable}.
 */
final class NetworkTable {
  private final long highMask;
  private final long lowMask;
  private final NodeTable nodes = new NodeTable();

  /**
   * An empty table.
   *
   * @param length how many of the 128 bits count
   */
  NetworkTable(int length) {
    highMask = length == 0 ? 0 : length >= 64 ? -1L : -1L << 64 - length;
    lowMask = length <= 64 ? 0 : -1L << 128 - length;
  }

  private static final class Network extends NodeTable.Node {
    private final long high;
    private final long low;

    Network(int hash, long high, long low) {
      super(hash);
      this.high = high;
      this.low = low;
    }
  }

  private static int hash(long high, long low) {
    return (int) ((high * 31 + low) * 0x9e3779b97f4a7c15L >>> 32);
  }

  private @Nullable Network find(long high, long low) {
    int hash = hash(high, low);
    NodeTable.Segment segment = nodes.segment(hash);
    int at = segment.start(hash);
    while (true) {
      Network network = (Network) segment.at(at);
      if (network == null || network.high == high && network.low == low) {
        return network;
      }
      at = segment.next(at);
    }
  }

  /** The node of the network that the address is in, which is added where it is not there. */
  PatternNode node(long high, long low) {
    Network known = find(high & highMask, low & lowMask);
    if (known != null) {
      return known;
    }
    Network made =
        new Network(hash(high & highMask, low & lowMask), high & highMask, low & lowMask);
    nodes.insert(made);
    return made;
  }

  /** The first entry of the network that the address is in, or null. */
  @Nullable PatternItem get(long high, long low) {
    Network found = find(high & highMask, low & lowMask);
    return found == null ? null : found.first();
  }
}
