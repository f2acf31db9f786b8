package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.zone.SigningKey;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Ordinary name servers as secondaries: they fetch the zone and hear of changes. */
class SecondaryTest {
  private static final String SECRET = "c3BpbGx3YXkgdGVzdHMgaXRzIHRyYW5zZmVycyE=";

  @TempDir Path directory;
  private final SettableAnswers answers =
      new SettableAnswers().set("www.example.com", "203.0.113.10");

  @Test
  void aChangedAnswerReachesBindByASignedTransfer() throws IOException {
    int port = FreePorts.one();
    try (RunningDns dns = primary(port, "");
        OtherServer secondary =
            OtherServer.bind(
                directory,
                port,
                "allow-transfer { none; }; recursion no; notify no; dnssec-validation no;",
                """
                key "axfr" { algorithm hmac-sha256; secret "%s"; };
                zone "example.com" {
                  type secondary;
                  file "secondary.db";
                  primaries { 127.0.0.1 port %d key axfr; };
                  allow-notify { key axfr; };
                };
                """
                    .formatted(SECRET, dns.port()))) {
      expectChangesToReach(secondary);
      assertThat(dns.server().counters().get(DnsCounter.SIGNED_QUERIES)).isPositive();
    }
  }

  @Test
  void aChangedAnswerReachesKnotByASignedTransfer() throws IOException {
    int port = FreePorts.one();
    try (RunningDns dns = primary(port, "");
        OtherServer secondary = OtherServer.knot(directory, port, knotSecondary(dns.port()))) {
      expectChangesToReach(secondary);
    }
  }

  @Test
  void aSignedZoneReachesKnotWithItsSignatures() throws IOException {
    SigningKey key = SigningKey.generate(Name.fromConstantString("example.com."), true);
    Path base = directory.resolve(key.fileName());
    Files.writeString(Path.of(base + ".key"), key.publicText());
    Files.writeString(Path.of(base + ".private"), key.secretText());
    int port = FreePorts.one();
    try (RunningDns dns = primary(port, "  sign key-file " + base);
        OtherServer secondary = OtherServer.knot(directory, port, knotSecondary(dns.port()))) {
      expectChangesToReach(secondary);
      Message query = query("www.example.com.", Type.RRSIG);
      assertThat(secondary.ask(query).getSection(Section.ANSWER)).isNotEmpty();
      expectValidZone(
          dns.dig("-y", "hmac-sha256:axfr:" + SECRET, "+onesoa", "example.com", "AXFR"));
    }
  }

  /** Knot's checker follows the NSEC chain and verifies every signature. */
  private void expectValidZone(String transferred) throws IOException {
    String records =
        transferred
            .lines()
            .filter(line -> !line.startsWith(";") && !line.contains("\tTSIG\t"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(records).contains("\tNSEC\t", "\tRRSIG\t");
    Path file = Files.writeString(directory.resolve("transferred.zone"), records);
    assertThat(
            RunningDns.run(
                List.of("kzonecheck", "-v", "-d", "on", "-o", "example.com", file.toString())))
        .contains("No semantic error found")
        .doesNotContain("warning");
  }

  @Test
  void aTransferIsRefusedWithoutTheRightKey() throws IOException {
    try (RunningDns dns = primary(FreePorts.one(), "")) {
      assertThat(dns.dig("example.com", "AXFR")).contains("Transfer failed");
      assertThat(dns.dig("-y", "hmac-sha256:axfr:" + SECRET, "example.com", "AXFR"))
          .contains("XFR size: 6 records");
      assertThat(dns.dig("-y", "hmac-sha256:axfr:AAAA", "example.com", "AXFR"))
          .contains("Transfer failed", "BADSIG");
      assertThat(dns.dig("-y", "hmac-sha256:other:AAAA", "example.com", "SOA"))
          .contains("NOTAUTH", "BADKEY");
      assertThat(dns.dig("-y", "hmac-sha256:axfr:" + SECRET, "example.com", "SOA"))
          .contains("NOERROR", "TSIG PSEUDOSECTION")
          .doesNotContain("Couldn't verify");
      assertThat(dns.server().counters().get(DnsCounter.TRANSFERS)).isEqualTo(1);
      assertThat(dns.server().counters().get(DnsCounter.BAD_SIGNATURES)).isEqualTo(2);
    }
  }

  private RunningDns primary(int secondaryPort, String lines) throws IOException {
    Path secret = Files.writeString(directory.resolve("axfr.key"), SECRET);
    return RunningDns.start(
        answers,
        "",
        """
        dns-key axfr hmac-sha256 file %s
        dns-zone example.com
          ns ns1.example.com 127.0.0.1
          record mail 300 A 192.0.2.25
          allow-transfer 127.0.0.0/8 key axfr
          notify 127.0.0.1:%d key axfr
        %s
        """
            .formatted(secret, secondaryPort, lines));
  }

  private String knotSecondary(int primaryPort) {
    return """
    key:
      - id: axfr
        algorithm: hmac-sha256
        secret: %s
    remote:
      - id: primary
        address: 127.0.0.1@%d
        key: axfr
    acl:
      - id: notified
        address: 127.0.0.1
        action: notify
        key: axfr
    template:
      - id: default
        storage: "%s"
    zone:
      - domain: example.com
        master: primary
        acl: notified
    """
        .formatted(SECRET, primaryPort, directory);
  }

  private void expectChangesToReach(OtherServer secondary) throws IOException {
    awaitAddress(secondary, "203.0.113.10");
    answers.set("www.example.com", "198.51.100.10");
    awaitAddress(secondary, "198.51.100.10");
    answers.set("www.example.com", "203.0.113.10");
    awaitAddress(secondary, "203.0.113.10");
  }

  private static void awaitAddress(OtherServer server, String address) throws IOException {
    Message query = query("www.example.com.", Type.A);
    while (server.ask(query).getSection(Section.ANSWER).stream()
        .noneMatch(record -> record.rdataToString().equals(address))) {
      Thread.yield();
    }
  }

  private static Message query(String name, int type) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
  }
}
