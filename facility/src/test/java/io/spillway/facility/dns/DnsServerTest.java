package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dig is told. */
class DnsServerTest {
  static final String ZONE =
      """
      $TTL 1h
      @           SOA   ns1 hostmaster 2026010100 1h 10m 2w 5m
      @           NS    ns1
      @           NS    ns2.example.net.
      @           MX    10 mail
      ns1         A     192.0.2.53
      mail        A     192.0.2.25
      mail        AAAA  2001:db8::25
      www         A     192.0.2.1
      alias       CNAME www
      chain       CNAME alias
      outside     CNAME www.example.net.
      *.wild      TXT   "any name"
      a.wild      A     192.0.2.9
      deep.empty  TXT   "below a name without records"
      sub         NS    ns.sub
      sub         NS    ns1
      ns.sub      A     192.0.2.99
      old         DNAME new.example.com.
      x.new       A     192.0.2.77
      Mixed       TXT   "case"
      """;

  @TempDir Path directory;
  private final SettableAnswers answers = new SettableAnswers();
  private RunningDns dns;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(directory.resolve("example.com.zone"), ZONE);
    answers.set("www.example.com", "203.0.113.10");
    dns =
        RunningDns.start(
            answers,
            "rate-limit off",
            "dns-zone example.com\n  file " + file + "\n  allow-transfer 127.0.0.1\n");
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  @Test
  void aNameThatFollowsAVerdictAnswersWhatTheVerdictSays() {
    assertThat(dns.dig("+short", "www.example.com")).isEqualTo("203.0.113.10\n");
    answers.set("www.example.com", "198.51.100.10", "2001:db8::10");
    assertThat(dns.dig("+short", "www.example.com")).isEqualTo("198.51.100.10\n");
    assertThat(dns.dig("+short", "www.example.com", "AAAA")).isEqualTo("2001:db8::10\n");
    assertThat(dns.dig("www.example.com")).contains("www.example.com.\t5\tIN\tA\t198.51.100.10");
  }

  @Test
  void theSerialNumberRisesWithEachChange() {
    long before = serial();
    answers.set("www.example.com", "198.51.100.10");
    assertThat(serial()).isEqualTo(before + 1);
  }

  private long serial() {
    return Long.parseLong(dns.dig("+short", "example.com", "SOA").split(" ")[2]);
  }

  @Test
  void whatTheFileSaysIsAnsweredAsIs() {
    assertThat(dns.dig("+short", "example.com", "MX")).isEqualTo("10 mail.example.com.\n");
    assertThat(dns.dig("mail.example.com", "AAAA")).contains("flags: qr aa rd;", "2001:db8::25");
    assertThat(dns.dig("+short", "mixed.example.com", "TXT")).isEqualTo("\"case\"\n");
  }

  @Test
  void aliasesAreFollowedInsideTheZone() {
    assertThat(dns.dig("+short", "chain.example.com"))
        .isEqualTo("alias.example.com.\nwww.example.com.\n203.0.113.10\n");
    assertThat(dns.dig("+short", "outside.example.com")).isEqualTo("www.example.net.\n");
    assertThat(dns.dig("+short", "chain.example.com", "CNAME")).isEqualTo("alias.example.com.\n");
  }

  @Test
  void aWildcardAnswersForNamesThatDoNotExist() {
    assertThat(dns.dig("+short", "b.c.wild.example.com", "TXT")).isEqualTo("\"any name\"\n");
    assertThat(dns.dig("a.wild.example.com", "TXT")).contains("status: NOERROR", "ANSWER: 0");
    assertThat(dns.dig("b.wild.example.com", "A")).contains("status: NOERROR", "ANSWER: 0", "SOA");
    assertThat(dns.dig("b.a.wild.example.com", "TXT")).contains("status: NXDOMAIN");
  }

  @Test
  void whatDoesNotExistIsDeniedWithTheZonesStart() {
    assertThat(dns.dig("nothing.example.com"))
        .contains("status: NXDOMAIN", "flags: qr aa rd;", "AUTHORITY: 1")
        .contains("example.com.\t\t300\tIN\tSOA");
    assertThat(dns.dig("empty.example.com")).contains("status: NOERROR", "ANSWER: 0", "SOA");
  }

  @Test
  void aDelegationIsReferredToWithItsAddresses() {
    assertThat(dns.dig("+norec", "host.sub.example.com"))
        .contains("status: NOERROR", "flags: qr;", "AUTHORITY: 2")
        .contains("ns.sub.example.com.\t3600\tIN\tA\t192.0.2.99")
        .contains("ns1.example.com.\t3600\tIN\tA\t192.0.2.53");
    assertThat(dns.dig("sub.example.com", "DS")).contains("flags: qr aa", "SOA");
  }

  @Test
  void aNameBelowADnameIsRedirected() {
    assertThat(dns.dig("x.old.example.com"))
        .contains("old.example.com.\t3600\tIN\tDNAME\tnew.example.com.")
        .contains("x.old.example.com.\t3600\tIN\tCNAME\tx.new.example.com.")
        .contains("192.0.2.77");
  }

  @Test
  void otherZonesAndClassesAreRefused() {
    assertThat(dns.dig("example.net")).contains("status: REFUSED", "flags: qr rd;");
    assertThat(dns.dig("version.bind", "CH", "TXT")).contains("status: REFUSED");
    assertThat(dns.dig("+opcode=notify", "example.com", "SOA")).contains("status: NOTIMP");
    assertThat(dns.dig("+opcode=update", "example.com", "SOA")).contains("status: NOTIMP");
  }

  @Test
  void theCaseOfTheQuestionIsKept() {
    assertThat(dns.dig("wWw.eXaMpLe.CoM")).contains("wWw.eXaMpLe.CoM.\t5\tIN\tA\t203.0.113.10");
    assertThat(dns.dig("MIXED.example.com", "TXT")).contains("MIXED.example.com.\t3600\tIN\tTXT");
  }

  @Test
  void anyIsAnsweredWithOneSet() {
    assertThat(dns.dig("+notcp", "mail.example.com", "ANY")).contains("ANSWER: 1");
  }

  @Test
  void anUnknownVersionOfEdnsIsRefused() {
    assertThat(dns.dig("+edns=1", "+noednsneg", "www.example.com")).contains("status: BADVERS");
  }

  @Test
  void queriesOverTcpFollowEachOtherOnOneConnection() {
    assertThat(dns.dig("+tcp", "+keepopen", "+short", "www.example.com", "mail.example.com"))
        .isEqualTo("203.0.113.10\n192.0.2.25\n");
  }

  @Test
  void aSecondaryMayFetchTheZone() {
    assertThat(dns.dig("example.com", "AXFR"))
        .contains("www.example.com.\t5\tIN\tA\t203.0.113.10")
        .doesNotContain("192.0.2.1\n")
        .contains("ns.sub.example.com.\t3600\tIN\tA\t192.0.2.99")
        .contains("XFR size: 21 records");
    assertThat(dns.dig("+notcp", "example.com", "IXFR=1")).contains("SOA");
    assertThat(dns.dig("www.example.com", "AXFR")).contains("Transfer failed");
  }

  @Test
  void theSameHoldsWithoutEpoll() throws IOException {
    try (RunningDns other =
        RunningDns.start(
            Transport.NIO,
            answers,
            "rate-limit off",
            "dns-zone example.com\n  ns ns1.example.com 192.0.2.53\n")) {
      assertThat(other.dig("+short", "www.example.com")).isEqualTo("203.0.113.10\n");
      assertThat(other.dig("+tcp", "+short", "example.com", "NS")).isEqualTo("ns1.example.com.\n");
    }
  }
}
