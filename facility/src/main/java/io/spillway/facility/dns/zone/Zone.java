package io.spillway.facility.dns.zone;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A zone that is being served. Thread-safe: the current {@link ZoneVersion} is published with one
 * store.
 *
 * <p>The serial number is that of the file, plus the revisions of all answers that the zone tells,
 * plus, where it is signed, the number of the period of its signatures. Instances that read the
 * same file and conclude the same have the same number, and it rises with each change.
 */
public final class Zone {
  private final DomainName apex;
  private final List<RecordSet> sets;
  private final @Nullable ZoneSigner signer;
  private final List<TXTRecord> texts = new ArrayList<>();
  private volatile ZoneVersion current;
  private long period;

  /**
   * A zone.
   *
   * @param sets what its file says; see {@link ZoneContents}
   * @param signer what signs it, or null
   * @param answers what the names that follow a verdict answer; names outside the zone are left out
   * @param now seconds since 1970
   */
  public Zone(
      DomainName apex,
      Collection<RecordSet> sets,
      @Nullable ZoneSigner signer,
      Collection<NameAnswer> answers,
      long now) {
    this.apex = apex;
    this.signer = signer;
    this.sets = new ArrayList<>(sets);
    if (signer != null) {
      this.sets.removeIf(set -> set.owner().equals(apex) && isMadeBySigner(set.type()));
      long timeToLive =
          sets.stream()
              .filter(set -> set.type() == RecordType.SOA)
              .mapToLong(RecordSet::timeToLive)
              .max()
              .orElse(0);
      this.sets.addAll(signer.keyRecords(timeToLive));
    }
    this.period = signer == null ? 0 : ZoneSigner.period(now);
    current = build(answers);
  }

  private static boolean isMadeBySigner(int type) {
    return type == RecordType.DNSKEY || type == RecordType.CDS || type == RecordType.CDNSKEY;
  }

  private ZoneVersion build(Collection<NameAnswer> answers) {
    List<NameAnswer> own = new ArrayList<>();
    List<DomainName> names = new ArrayList<>();
    for (NameAnswer answer : answers) {
      DomainName name = name(answer);
      if (name != null && name.isAtOrBelow(apex) && !names.contains(name)) {
        own.add(answer);
        names.add(name);
      }
    }
    ZoneContents contents = new ZoneContents(apex, withTexts(), names);
    List<ZoneVersion.Addresses> following =
        new ArrayList<>(
            Collections.nCopies(contents.following().size(), ZoneVersion.Addresses.NONE));
    for (int i = 0; i < own.size(); i++) {
      ZoneNode node = contents.node(names.get(i));
      if (node != null) {
        following.set(node.following, ZoneVersion.Addresses.of(node.name(), own.get(i)));
      }
    }
    return new ZoneVersion(contents, signer != null, offset(following), following, null);
  }

  /** The file's sets, and the texts that stand for a while. */
  private List<RecordSet> withTexts() {
    if (texts.isEmpty()) {
      return sets;
    }
    List<RecordSet> all = new ArrayList<>(sets);
    List<Record> records = new ArrayList<>();
    for (RecordSet set : sets) {
      Name owner = set.owner().toName();
      if (set.type() == Type.TXT && texts.stream().anyMatch(t -> t.getName().equals(owner))) {
        all.remove(set);
        records.addAll(DnsRecords.of(set));
      }
    }
    records.addAll(texts);
    all.addAll(DnsRecords.sets(records));
    return all;
  }

  /**
   * Tells a TXT record, beside what the file says, until it is removed. The serial number stays as
   * it is, for it must not fall back when the process is started again: servers that fetch the zone
   * do not learn of the record.
   *
   * @param text at or below the apex
   */
  public synchronized void add(TXTRecord text) {
    if (!texts.contains(text)) {
      texts.add(text);
      rebuild();
    }
  }

  /** Tells a record no more that was {@linkplain #add added}. */
  public synchronized void remove(TXTRecord text) {
    if (texts.remove(text)) {
      rebuild();
    }
  }

  private void rebuild() {
    current = build(answers(current));
  }

  private static List<NameAnswer> answers(ZoneVersion version) {
    List<NameAnswer> answers = new ArrayList<>();
    for (ZoneVersion.Addresses addresses : version.following()) {
      NameAnswer answer = addresses.answer();
      if (answer != null) {
        answers.add(answer);
      }
    }
    return answers;
  }

  private static @Nullable DomainName name(NameAnswer answer) {
    try {
      return DomainName.parse(answer.name());
    } catch (TextParseException e) {
      return null;
    }
  }

  private long offset(List<ZoneVersion.Addresses> following) {
    long sum = period;
    for (ZoneVersion.Addresses addresses : following) {
      NameAnswer answer = addresses.answer();
      sum += answer == null ? 0 : answer.revision();
    }
    return sum;
  }

  /**
   * Takes over a changed answer, unless a later one is known already.
   *
   * @return whether the zone has changed; false where the name is not the zone's
   */
  public synchronized boolean follow(NameAnswer answer) {
    DomainName name = name(answer);
    if (name == null || !name.isAtOrBelow(apex)) {
      return false;
    }
    ZoneVersion before = current;
    ZoneNode node = before.contents().node(name);
    if (node == null || node.following == ZoneNode.NONE) {
      List<NameAnswer> answers = new ArrayList<>(List.of(answer));
      answers.addAll(answers(before));
      current = build(answers);
      return true;
    }
    NameAnswer known = before.following().get(node.following).answer();
    if (known != null && (answer.equals(known) || answer.revision() < known.revision())) {
      return false;
    }
    List<ZoneVersion.Addresses> following = new ArrayList<>(before.following());
    following.set(node.following, ZoneVersion.Addresses.of(node.name(), answer));
    publish(before, following);
    return true;
  }

  /**
   * Begins a new period of signatures where it is time.
   *
   * @param now seconds since 1970
   * @return whether the serial number has changed
   */
  public synchronized boolean roll(long now) {
    long begun = signer == null ? 0 : ZoneSigner.period(now);
    if (begun <= period) {
      return false;
    }
    period = begun;
    publish(current, current.following());
    return true;
  }

  private void publish(ZoneVersion before, List<ZoneVersion.Addresses> following) {
    current =
        new ZoneVersion(before.contents(), signer != null, offset(following), following, before);
  }

  /** The zone's name. */
  public DomainName apex() {
    return apex;
  }

  /** What signs the zone, or null. */
  @Nullable ZoneSigner signer() {
    return signer;
  }

  /** The zone as it is now. */
  public ZoneVersion current() {
    return current;
  }

  /**
   * All records of {@code version} as a transfer tells them, without the SOA record, signatures
   * included.
   *
   * @param now seconds since 1970
   */
  public Iterable<RecordSet> listing(ZoneVersion version, long now) {
    return () ->
        version.contents().nodes().stream()
            .flatMap(node -> listing(version, node, now).stream())
            .iterator();
  }

  private List<RecordSet> listing(ZoneVersion version, ZoneNode node, long now) {
    List<RecordSet> listed = new ArrayList<>();
    for (RecordSet set : version.sets(node)) {
      if (set.type() != RecordType.SOA) {
        listed.add(set);
      }
      boolean isSigned =
          !node.isOccluded() && (!node.isDelegation() || set.type() == RecordType.DS);
      if (signer != null && isSigned) {
        listed.add(signer.signatures(set, now).records());
      }
    }
    RecordSet denial = version.set(node, RecordType.NSEC);
    if (signer != null && denial != null) {
      listed.add(denial);
      listed.add(signer.signatures(denial, now).records());
    }
    return listed;
  }
}
