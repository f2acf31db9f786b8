package io.spillway.facility.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.SOARecord;

/** Signatures are renewed in time, at the same moments everywhere. */
class SignaturePeriodTest {
  private static final Name APEX = Name.fromConstantString("example.com.");
  private static final long START = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
  private static final SigningKey KEY = SigningKey.generate(APEX, true);

  private static Zone zone(long now) {
    List<RecordSet> sets =
        DnsRecords.sets(
            List.of(
                new SOARecord(APEX, DClass.IN, 600, APEX, APEX, 100, 3600, 600, 86400, 300),
                new NSRecord(APEX, DClass.IN, 600, Name.fromConstantString("ns.example.net."))));
    return new Zone(DomainName.of(APEX), sets, new ZoneSigner(List.of(KEY)), List.of(), now);
  }

  private static List<RRSIGRecord> signatures(Zone zone, long now) {
    return StreamSupport.stream(zone.listing(zone.current(), now).spliterator(), false)
        .filter(set -> set.type() == RecordType.RRSIG)
        .flatMap(set -> DnsRecords.of(set).stream())
        .map(record -> (RRSIGRecord) record)
        .toList();
  }

  @Test
  void atAnyMomentSignaturesAreValidForAtLeastSixDays() {
    Zone zone = zone(START);
    for (int hour = 0; hour < 24 * 30; hour++) {
      long now = START + hour * 3600L;
      zone.roll(now);
      assertThat(signatures(zone, now))
          .hasSizeGreaterThan(4)
          .allSatisfy(
              signature -> {
                assertThat(signature.getTimeSigned().getEpochSecond())
                    .isLessThan(now - Duration.ofHours(6).toSeconds());
                assertThat(signature.getExpire().getEpochSecond())
                    .isGreaterThan(now + Duration.ofDays(6).toSeconds());
              });
    }
  }

  @Test
  void theSerialNumberRisesWithEachPeriodAndIsTheSameOnAnInstanceThatStartsLater() {
    Zone zone = zone(START);
    long before = zone.current().serial();
    long later = START + ZoneSigner.PERIOD.toSeconds();
    assertThat(zone.roll(START + 60)).isFalse();
    assertThat(zone.roll(later)).isTrue();
    assertThat(zone.current().serial()).isEqualTo(before + 1);
    assertThat(zone(later).current().serial()).isEqualTo(before + 1);
    assertThat(signatures(zone, later))
        .extracting(RRSIGRecord::getExpire)
        .isEqualTo(signatures(zone(later), later).stream().map(RRSIGRecord::getExpire).toList());
  }

  @Test
  void signaturesAreKeptUntilTheyAreRenewed() {
    Zone zone = zone(START);
    assertThat(signatures(zone, START)).isEqualTo(signatures(zone, START + 60));
  }
}
