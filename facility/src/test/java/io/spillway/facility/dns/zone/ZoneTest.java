package io.spillway.facility.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.RecordSet;
import io.spillway.facility.dns.message.RecordType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;

/** A zone follows answers in the order of their revisions, whatever order they come in. */
class ZoneTest {
  private static final Name APEX = Name.fromConstantString("example.com.");

  private final Zone zone =
      new Zone(
          DomainName.of(APEX),
          DnsRecords.sets(
              List.of(
                  new SOARecord(APEX, DClass.IN, 600, APEX, APEX, 4294967290L, 1, 1, 1, 300),
                  new NSRecord(APEX, DClass.IN, 600, Name.fromConstantString("ns.example.net.")))),
          null,
          List.of(),
          0);

  private static NameAnswer answer(String name, long revision, String address) {
    return new NameAnswer(
        name, List.of(InetAddress.ofLiteral(address)), Duration.ofSeconds(30), revision);
  }

  private List<String> addresses() {
    return StreamSupport.stream(zone.listing(zone.current(), 0).spliterator(), false)
        .filter(set -> set.type() == RecordType.A)
        .map(ZoneTest::text)
        .toList();
  }

  private static String text(RecordSet set) {
    return set.owner() + " " + DnsRecords.of(set).getFirst().rdataToString();
  }

  @Test
  void anAnswerThatCameLateIsLeftOut() {
    assertThat(zone.follow(answer("www.example.com", 2, "192.0.2.2"))).isTrue();
    assertThat(zone.follow(answer("www.example.com", 1, "192.0.2.1"))).isFalse();
    assertThat(zone.follow(answer("www.example.com", 2, "192.0.2.2"))).isFalse();
    assertThat(addresses()).containsExactly("www.example.com. 192.0.2.2");
  }

  @Test
  void namesThatWereNotKnownAtTheStartJoinTheZoneAndOthersStayOut() {
    assertThat(zone.follow(answer("a.b.example.com", 0, "192.0.2.1"))).isTrue();
    assertThat(zone.follow(answer("www.example.com", 0, "192.0.2.2"))).isTrue();
    assertThat(zone.follow(answer("www.example.net", 0, "192.0.2.3"))).isFalse();
    assertThat(addresses())
        .containsExactly("a.b.example.com. 192.0.2.1", "www.example.com. 192.0.2.2");
  }

  @Test
  void theSerialNumberGoesOnFromItsEndAtZero() {
    zone.follow(answer("www.example.com", 10, "192.0.2.2"));
    assertThat(zone.current().serial()).isEqualTo(4);
  }
}
