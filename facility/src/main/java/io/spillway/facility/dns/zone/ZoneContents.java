package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.NameBuffer;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a zone stays as it is until its file is read again: its names, and the records that
 * follow no verdict. Immutable.
 */
public final class ZoneContents {
  private final DomainName apex;
  private final List<ZoneNode> nodes;
  private final List<ZoneNode> following;
  private final ZoneNode[] chain;
  private final NameTable<ZoneNode> table;
  private final int depth;

  /**
   * Builds the tree.
   *
   * @param apex the zone's name
   * @param sets its record sets, each of another name and type, all at or below {@code apex}; among
   *     them one of type SOA at {@code apex} and nowhere else
   * @param following the names at or below {@code apex} whose addresses follow a verdict
   */
  public ZoneContents(
      DomainName apex, Collection<RecordSet> sets, Collection<DomainName> following) {
    this.apex = apex;
    Map<DomainName, List<RecordSet>> byName = new TreeMap<>();
    for (RecordSet set : sets) {
      byName.computeIfAbsent(set.owner(), _ -> new ArrayList<>()).add(set);
    }
    following.forEach(name -> byName.computeIfAbsent(name, _ -> new ArrayList<>()));
    for (DomainName name : List.copyOf(byName.keySet())) {
      for (DomainName up = name; !up.equals(apex); up = up.parent()) {
        byName.putIfAbsent(up, List.of());
      }
    }
    Map<DomainName, ZoneNode> found = new HashMap<>();
    List<ZoneNode> ordered = new ArrayList<>(byName.size());
    List<ZoneNode> denied = new ArrayList<>();
    List<ZoneNode> followers = new ArrayList<>();
    // In canonical order: a name comes after those above it.
    byName.forEach(
        (name, owned) -> {
          ZoneNode node = new ZoneNode(name, owned);
          found.put(name, node);
          ordered.add(node);
          if (!name.equals(apex)) {
            hang(node, found.get(name.parent()));
          } else if (node.fixed(RecordType.DNAME) != null) {
            node.crossing = node;
          }
        });
    for (DomainName name : List.copyOf(following)) {
      ZoneNode node = found.get(name);
      if (node != null && node.following == ZoneNode.NONE) {
        node.following = followers.size();
        followers.add(node);
      }
    }
    for (ZoneNode node : ordered) {
      if (node.hasData() && !node.isOccluded()) {
        node.denial = denied.size();
        denied.add(node);
      }
    }
    this.nodes = List.copyOf(ordered);
    this.following = List.copyOf(followers);
    this.chain = denied.toArray(ZoneNode[]::new);
    this.table = new NameTable<>(nodes, ZoneNode::name);
    this.depth = nodes.stream().mapToInt(n -> n.name().labels()).max().orElse(0);
    denyWildcards();
  }

  private static void hang(ZoneNode node, @Nullable ZoneNode parent) {
    if (parent == null) {
      throw new IllegalArgumentException(node.name() + " is outside the zone");
    }
    if (node.name().isWildcard()) {
      parent.wildcard = node;
    }
    if (parent.crossing != null) {
      node.crossing = parent.crossing;
    } else if (node.fixed(RecordType.NS) != null || node.fixed(RecordType.DNAME) != null) {
      node.crossing = node;
    }
  }

  private void denyWildcards() {
    NameBuffer name = new NameBuffer();
    for (ZoneNode node : nodes) {
      DomainName wildcard = node.name().wildcard();
      if (wildcard != null) {
        name.set(wildcard);
        node.wildcardDenial = denialOf(name);
      } else {
        node.wildcardDenial = Math.max(0, node.denial);
      }
    }
  }

  /** The zone's name. */
  public DomainName apex() {
    return apex;
  }

  /** The node of the apex. */
  ZoneNode apexNode() {
    return nodes.getFirst();
  }

  /** All nodes in canonical order, the apex first. */
  List<ZoneNode> nodes() {
    return nodes;
  }

  /** The nodes whose addresses follow a verdict, in the order of {@link ZoneNode#following}. */
  List<ZoneNode> following() {
    return following;
  }

  /** The nodes of the NSEC chain in canonical order. */
  ZoneNode[] chain() {
    return chain;
  }

  /**
   * The node of {@code name}, or that of the longest name above it that exists.
   *
   * @param name a name at or below the apex
   */
  ZoneNode closest(NameBuffer name) {
    for (int label = Math.max(0, name.labels() - depth); ; label++) {
      ZoneNode node = table.find(name, label);
      if (node != null) {
        return node;
      }
    }
  }

  /** Whether {@code name} is at or below the apex. */
  boolean contains(NameBuffer name) {
    int skipped = name.labels() - apex.labels();
    return skipped >= 0 && name.suffixEquals(skipped, apex);
  }

  /** The place in the NSEC chain of the record at or right before {@code name}. */
  int denialOf(NameBuffer name) {
    int low = 0;
    int high = chain.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (name.compareTo(chain[middle].name()) >= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The node of {@code name}, or null. */
  public @Nullable ZoneNode node(DomainName name) {
    NameBuffer buffer = new NameBuffer();
    buffer.set(name);
    ZoneNode node = contains(buffer) ? closest(buffer) : null;
    return node != null && node.name().equals(name) ? node : null;
  }

  /** The order of record sets in listings: SOA first, then by number. */
  static final Comparator<RecordSet> BY_TYPE =
      Comparator.comparingInt(set -> set.type() == RecordType.SOA ? 0 : set.type());
}
