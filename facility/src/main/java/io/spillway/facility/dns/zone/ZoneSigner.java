package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CDNSKEYRecord;
import org.xbill.DNS.CDSRecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * Signs the record sets of a zone (RFC 4034, RFC 4035). Thread-safe.
 *
 * <p>Time is cut into periods of a week. All signatures of a period are valid from a day before it
 * to the end of the next, plus up to half a day that differs from set to set, so that every
 * instance signs with the same times. The period is part of the serial number: secondaries fetch
 * the zone again when signatures change.
 */
public final class ZoneSigner {
  /** How long a period lasts. */
  public static final Duration PERIOD = Duration.ofDays(7);

  private static final long BEFORE = Duration.ofDays(1).toSeconds();
  private static final long JITTER = Duration.ofHours(12).toSeconds();

  /** The period from which on serial numbers count: the first of 2026. */
  private static final long FIRST_PERIOD =
      Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() / PERIOD.toSeconds();

  private final List<SigningKey> forKeys;
  private final List<SigningKey> forData;
  private final List<SigningKey> keys;

  /**
   * A signer.
   *
   * @param keys at least one; where there is none that the parent points at, or no other, all sign
   *     everything
   */
  public ZoneSigner(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
    List<SigningKey> pointedAt = keys.stream().filter(SigningKey::isKeySigning).toList();
    List<SigningKey> others = keys.stream().filter(key -> !key.isKeySigning()).toList();
    forKeys = pointedAt.isEmpty() ? others : pointedAt;
    forData = others.isEmpty() ? pointedAt : others;
  }

  /** How many periods of signatures there have been, for the serial number. */
  static long period(long now) {
    return Math.max(0, now / PERIOD.toSeconds() - FIRST_PERIOD);
  }

  /**
   * The records that tell of the keys: DNSKEY, and CDS and CDNSKEY for the parent zone (RFC 7344).
   *
   * @param timeToLive of the records, in seconds
   */
  List<RecordSet> keyRecords(long timeToLive) {
    List<Record> records = new ArrayList<>();
    for (SigningKey key : keys) {
      records.add(sameKey(key.record(), timeToLive));
    }
    for (SigningKey key : forKeys) {
      DNSKEYRecord record = key.record();
      Name zone = record.getName();
      DSRecord pointer = new DSRecord(zone, DClass.IN, timeToLive, DSRecord.Digest.SHA256, record);
      records.add(
          new CDSRecord(
              zone,
              DClass.IN,
              timeToLive,
              pointer.getFootprint(),
              pointer.getAlgorithm(),
              pointer.getDigestID(),
              pointer.getDigest()));
      records.add(
          new CDNSKEYRecord(
              zone,
              DClass.IN,
              timeToLive,
              record.getFlags(),
              record.getProtocol(),
              record.getAlgorithm(),
              record.getKey()));
    }
    return DnsRecords.sets(records);
  }

  private static DNSKEYRecord sameKey(DNSKEYRecord record, long timeToLive) {
    return new DNSKEYRecord(
        record.getName(),
        DClass.IN,
        timeToLive,
        record.getFlags(),
        record.getProtocol(),
        record.getAlgorithm(),
        record.getKey());
  }

  /**
   * The signatures over {@code set}; made if there are none, or none that are good any longer.
   *
   * @param now seconds since 1970
   */
  RecordSet.Signatures signatures(RecordSet set, long now) {
    RecordSet.Signatures kept = set.signatures();
    if (kept != null && now < kept.validUntil()) {
      return kept;
    }
    RecordSet.Signatures made = sign(set, now);
    set.keep(made);
    return made;
  }

  private RecordSet.Signatures sign(RecordSet set, long now) {
    long jitter = jitter(set.owner(), set.type());
    long start = Math.floorDiv(now - jitter, PERIOD.toSeconds()) * PERIOD.toSeconds();
    long end = start + 2 * PERIOD.toSeconds() + jitter;
    RRset records = new RRset();
    DnsRecords.of(set).forEach(records::addRR);
    List<Record> made = new ArrayList<>();
    boolean ofKeys =
        set.type() == RecordType.DNSKEY
            || set.type() == RecordType.CDS
            || set.type() == RecordType.CDNSKEY;
    for (SigningKey key : ofKeys ? forKeys : forData) {
      try {
        made.add(
            DNSSEC.sign(
                records,
                key.record(),
                key.secret(),
                Instant.ofEpochSecond(start - BEFORE),
                Instant.ofEpochSecond(end)));
      } catch (DNSSEC.DNSSECException e) {
        // The key was tried when it was read.
        throw new IllegalStateException(e);
      }
    }
    return new RecordSet.Signatures(
        DnsRecords.sets(made).getFirst(), start + PERIOD.toSeconds() + jitter);
  }

  private static long jitter(DomainName owner, int type) {
    return Math.floorMod(owner.hashCode() * 31L + type, JITTER);
  }
}
