package io.spillway.facility.dns.zone;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordData;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.SOARecord;

/**
 * A zone as it is between two changes: its contents and the addresses of the names that follow a
 * verdict. Thread-safe; immutable but for records that are made when they are first needed.
 */
public final class ZoneVersion {
  private final ZoneContents contents;
  private final boolean signed;
  private final long serial;
  private final RecordSet startOfAuthority;
  private final RecordSet negative;
  private final List<Addresses> following;
  private final AtomicReferenceArray<@Nullable RecordSet> denials;

  /**
   * What a name that follows a verdict has now.
   *
   * @param answer the verdict's answer, or null where there is none: what the file says holds
   * @param ipv4 all A records, or null
   * @param ipv6 all AAAA records, or null
   * @param weightedIpv4 where not each answer tells all A records, what it tells
   * @param weightedIpv6 so of AAAA
   */
  record Addresses(
      @Nullable NameAnswer answer,
      @Nullable RecordSet ipv4,
      @Nullable RecordSet ipv6,
      @Nullable WeightedSets weightedIpv4,
      @Nullable WeightedSets weightedIpv6) {
    /** What nobody decided yet. */
    static final Addresses NONE = new Addresses(null, null, null, null, null);

    static Addresses of(DomainName owner, NameAnswer answer) {
      return new Addresses(
          answer,
          set(owner, RecordType.A, answer, answer.addresses()),
          set(owner, RecordType.AAAA, answer, answer.addresses()),
          weighted(owner, RecordType.A, answer),
          weighted(owner, RecordType.AAAA, answer));
    }

    /** Only those portions take turns that have an address of this type. */
    private static @Nullable WeightedSets weighted(DomainName owner, int type, NameAnswer answer) {
      List<RecordSet> sets = new ArrayList<>();
      List<Integer> weights = new ArrayList<>();
      for (NameAnswer.Portion portion : answer.portions()) {
        RecordSet set = set(owner, type, answer, portion.addresses());
        if (set != null) {
          sets.add(set);
          weights.add(portion.weight());
        }
      }
      return sets.size() < 2 ? null : new WeightedSets(sets, weights);
    }

    private static @Nullable RecordSet set(
        DomainName owner, int type, NameAnswer answer, List<InetAddress> addresses) {
      List<RecordData> data = new ArrayList<>();
      for (InetAddress address : addresses) {
        if ((address instanceof Inet4Address ? RecordType.A : RecordType.AAAA) == type) {
          data.add(RecordData.of(type, address.getAddress()));
        }
      }
      int timeToLive = (int) Math.clamp(answer.timeToLive().toSeconds(), 0, Integer.MAX_VALUE);
      return data.isEmpty() ? null : new RecordSet(owner, type, timeToLive, data);
    }
  }

  /**
   * A version.
   *
   * @param serialOffset what is added to the serial number of the zone's file
   * @param following what each of {@link ZoneContents#following} has
   * @param previous the version before, whose unchanged records are kept; null for the first
   */
  ZoneVersion(
      ZoneContents contents,
      boolean signed,
      long serialOffset,
      List<Addresses> following,
      @Nullable ZoneVersion previous) {
    this.contents = contents;
    this.signed = signed;
    this.following = List.copyOf(following);
    RecordSet written = requireStart(contents);
    SOARecord soa = (SOARecord) DnsRecords.of(written).getFirst();
    serial = (soa.getSerial() + serialOffset) & 0xffff_ffffL;
    SOARecord now =
        new SOARecord(
            soa.getName(),
            DClass.IN,
            soa.getTTL(),
            soa.getHost(),
            soa.getAdmin(),
            serial,
            soa.getRefresh(),
            soa.getRetry(),
            soa.getExpire(),
            soa.getMinimum());
    List<RecordData> data = List.of(RecordData.of(RecordType.SOA, DnsRecords.wire(now)));
    int negativeTime = (int) Math.min(soa.getMinimum(), written.timeToLive());
    startOfAuthority = new RecordSet(contents.apex(), RecordType.SOA, written.timeToLive(), data);
    negative = new RecordSet(contents.apex(), RecordType.SOA, negativeTime, data);
    denials = new AtomicReferenceArray<>(contents.chain().length);
    if (previous != null) {
      keepDenials(previous);
    }
  }

  private static RecordSet requireStart(ZoneContents contents) {
    RecordSet set = contents.apexNode().fixed(RecordType.SOA);
    if (set == null) {
      throw new IllegalArgumentException("no SOA record at " + contents.apex());
    }
    return set;
  }

  private void keepDenials(ZoneVersion previous) {
    for (int i = 0; i < denials.length(); i++) {
      int index = contents.chain()[i].following;
      if (index == ZoneNode.NONE || following.get(index) == previous.following.get(index)) {
        denials.setPlain(i, previous.denials.get(i));
      }
    }
  }

  /** The version's serial number, 0 to 4294967295. */
  public long serial() {
    return serial;
  }

  /** What stays from version to version. */
  ZoneContents contents() {
    return contents;
  }

  /** What each of {@link ZoneContents#following} has. */
  List<Addresses> following() {
    return following;
  }

  /** The SOA record. */
  public RecordSet startOfAuthority() {
    return startOfAuthority;
  }

  /** The SOA record as negative answers carry it, for as long as those may be kept (RFC 2308). */
  RecordSet negative() {
    return negative;
  }

  /** What answers tell of the records of {@code type} at {@code node}; null where that is all. */
  @Nullable WeightedSets weighted(ZoneNode node, int type) {
    if (node.following == ZoneNode.NONE) {
      return null;
    }
    Addresses addresses = following.get(node.following);
    return type == RecordType.A
        ? addresses.weightedIpv4()
        : type == RecordType.AAAA ? addresses.weightedIpv6() : null;
  }

  /** The records of {@code type} at {@code node}, or null. */
  @Nullable RecordSet set(ZoneNode node, int type) {
    if (node.following != ZoneNode.NONE) {
      Addresses addresses = following.get(node.following);
      if (addresses.answer() != null) {
        switch (type) {
          case RecordType.A -> {
            return addresses.ipv4();
          }
          case RecordType.AAAA -> {
            return addresses.ipv6();
          }
          case RecordType.CNAME -> {
            return null;
          }
          default -> {}
        }
      }
    }
    return switch (type) {
      case RecordType.SOA -> node == contents.apexNode() ? startOfAuthority : null;
      case RecordType.NSEC -> signed && node.denial != ZoneNode.NONE ? denial(node.denial) : null;
      default -> node.fixed(type);
    };
  }

  /** The records at {@code node} without signatures and NSEC, in the order of listings. */
  List<RecordSet> sets(ZoneNode node) {
    Stream<RecordSet> sets =
        node.fixed().stream().map(set -> set(node, set.type())).filter(set -> set != null);
    if (node.following != ZoneNode.NONE) {
      Addresses addresses = following.get(node.following);
      if (addresses.answer() != null) {
        sets =
            Stream.concat(
                sets.filter(set -> set.type() != RecordType.A && set.type() != RecordType.AAAA),
                Stream.of(addresses.ipv4(), addresses.ipv6()).filter(set -> set != null));
      }
    }
    return sets.sorted(ZoneContents.BY_TYPE).toList();
  }

  /** The NSEC record at place {@code index} of the chain. */
  RecordSet denial(int index) {
    RecordSet set = denials.get(index);
    if (set == null) {
      set = makeDenial(index);
      denials.set(index, set);
    }
    return set;
  }

  private RecordSet makeDenial(int index) {
    ZoneNode[] chain = contents.chain();
    ZoneNode node = chain[index];
    ZoneNode next = chain[(index + 1) % chain.length];
    boolean delegation = node.isDelegation();
    int[] types =
        Stream.concat(
                sets(node).stream().map(RecordSet::type),
                Stream.of(RecordType.RRSIG, RecordType.NSEC))
            .filter(type -> !delegation || belongsToParent(type))
            .mapToInt(type -> type)
            .sorted()
            .toArray();
    NSECRecord written =
        new NSECRecord(
            node.name().toName(), DClass.IN, negative.timeToLive(), next.name().toName(), types);
    return new RecordSet(
        node.name(),
        RecordType.NSEC,
        negative.timeToLive(),
        List.of(RecordData.of(RecordType.NSEC, DnsRecords.wire(written))));
  }

  /** Whether a delegation's record of {@code type} is this zone's own to tell. */
  static boolean belongsToParent(int type) {
    return type == RecordType.NS
        || type == RecordType.DS
        || type == RecordType.RRSIG
        || type == RecordType.NSEC;
  }
}
