package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.zone.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/** What the sections say, and what is said about those that are wrong. */
class DnsSectionsTest {
  private static final String SERVER = "dns-server\n  bind :53\n";

  @TempDir Path directory;

  @Test
  void everyWordOfTheServersSectionIsHeard() throws IOException {
    Path secret =
        Files.writeString(directory.resolve("cookie"), "e5e973e5a6b2a43f48e7dc849e37bfcf\n");
    DnsServerDefinition server =
        DnsText.read(
                """
                dns-server
                  bind 192.0.2.53:53
                  bind [2001:db8::53]:5353
                  bind :54
                  rate-limit 50 per second slip 3
                  cookies off
                  cookie-secret file %s
                  max-udp-size 1400
                  unverified-udp-size 0
                  maxconn 20
                  timeout idle 3s
                """
                    .formatted(secret))
            .server();
    assertThat(server.binds())
        .extracting(bind -> bind.endpoint().port())
        .containsExactly(53, 5353, 54);
    assertThat(server.rateLimit()).isEqualTo(new RateLimit(50, 3));
    assertThat(server.cookies()).isFalse();
    assertThat(server.cookieSecret()).isNotNull();
    assertThat(server.payload()).isEqualTo(1400);
    assertThat(server.unverifiedPayload()).isZero();
    assertThat(server.maxConnections()).isEqualTo(20);
    assertThat(server.idleTimeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aZoneNeedsNoFile() {
    DnsZoneDefinition zone =
        DnsText.read(
                SERVER
                    + """
                    dns-zone example.com
                      ttl 10m
                      ns ns1.example.com 192.0.2.53 2001:db8::53
                      ns ns2.example.net
                      contact dns.master@example.com
                      serial 7
                      record @ MX 10 mail.example.net.
                      record txt 60 TXT "two words"
                    """)
            .zones()
            .getFirst();
    assertThat(zone.sets().stream().map(set -> set.owner() + " " + set.type() + " " + set.size()))
        .containsExactly(
            "example.com. 6 1",
            "example.com. 2 2",
            "ns1.example.com. 1 1",
            "ns1.example.com. 28 1",
            "example.com. 15 1",
            "txt.example.com. 16 1");
  }

  @Test
  void errorsOfSectionsNameTheirLine() {
    assertThat(
            DnsText.complaints(
                """
                dns-server
                  bind ns.example.com:53
                  rate-limit many
                  rate-limit 5 a second
                  cookies maybe
                  max-udp-size 100
                  recursion on
                dns-key
                dns-key k md5 file /x
                dns-key k hmac-sha256 file /no/such
                dns-zone example.com
                  ns ns1.example.com 192.0.2.53
                  allow-transfer everybody
                  allow-transfer any key nobody
                  notify somewhere
                  sign key-file /no/such
                """))
        .containsExactly(
            "dns.cfg:8: 'dns-key' expects the key's name.",
            "dns.cfg:9: unknown algorithm 'md5' (expected: hmac-sha256, hmac-sha384 or"
                + " hmac-sha512).",
            "dns.cfg:10: cannot read file '/no/such': No such file or directory.",
            "dns.cfg:2: 'bind': 'ns.example.com:53' is no IP address (expected:"
                + " [<address>]:<port>).",
            "dns.cfg:3: 'rate-limit' expects a number of answers, or 'off' (a whole number), not"
                + " 'many'.",
            "dns.cfg:4: 'rate-limit' expects 'per second' behind the number.",
            "dns.cfg:5: 'cookies' expects 'on' or 'off', not 'maybe'.",
            "dns.cfg:6: 'max-udp-size': 100 is out of range (expected: 512 to 4096).",
            "dns.cfg:7: unknown keyword 'recursion' in 'dns-server' section",
            "dns.cfg:1: 'dns-server' has no 'bind' line (expected: 'bind :53').",
            "dns.cfg:13: 'allow-transfer' expects an address, a network or 'any', not"
                + " 'everybody'.",
            "dns.cfg:14: there is no 'dns-key nobody'.",
            "dns.cfg:15: 'notify' expects an IP address, with or without a port, not 'somewhere'.",
            "dns.cfg:16: cannot read file '/no/such.key': No such file or directory.");
  }

  @Test
  void errorsInAZonesFileNameTheFilesLine() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("broken.zone"),
            """
            $TTL 600
            @ SOA ns1 hostmaster (
                1 3600 600 86400 300 )
            @ NS ns1
            ; a comment
            www A 192.0.2.1
            www CNAME other
            other.example.net. A 192.0.2.1
            @ DNSKEY 257 3 13 AAAA
            sub SOA ns1 hostmaster 1 2 3 4 5
            two 600 TXT "a"
            two 700 TXT "b"
            """);
    String name = file.toString();
    assertThat(DnsText.complaints(SERVER + "dns-zone example.com\n  file " + file + "\n"))
        .containsExactly(
            name + ":8: the A record of other.example.net. is outside the zone example.com..",
            name
                + ":9: the DNSKEY record of example.com. is made by the server itself when the zone"
                + " is signed; leave it out, and name the zone's keys with 'sign'.",
            name
                + ":10: the SOA record of sub.example.com. stands below the zone's name (expected:"
                + " only at example.com.).",
            name
                + ":4: the name server ns1.example.com. has no address here, and only this zone"
                + " could tell one: add an A or AAAA record.",
            name
                + ":12: the TXT records of two.example.com. have different times to live; the"
                + " shortest holds for all.",
            name
                + ":7: www.example.com. has a CNAME record and others (expected: a CNAME record"
                + " alone, RFC 1034 section 3.6.2).");
  }

  @Test
  void aRecordThatCannotBeReadNamesItsLine() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("broken.zone"),
            "$TTL 600\n@ SOA ns1 hostmaster 1 3600 600 86400 300\n@ NS ns.example.net.\nwww A 192.0.2.300\n");
    assertThat(DnsText.complaints(SERVER + "dns-zone example.com\n  file " + file + "\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(file + ":4: the record cannot be read: ");
    assertThat(
            DnsText.complaints(
                SERVER + "dns-zone example.com\n  ns ns.example.net\n  record www A nothing\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("dns.cfg:5: the record cannot be read: ");
  }

  @Test
  void keysMustBelongTogether() throws IOException {
    SigningKey one = SigningKey.generate(Name.fromConstantString("example.com."), true);
    SigningKey two = SigningKey.generate(Name.fromConstantString("example.com."), true);
    Files.writeString(directory.resolve("k.key"), one.publicText());
    Files.writeString(directory.resolve("k.private"), two.secretText());
    Path base = directory.resolve("k");
    assertThat(
            DnsText.complaints(
                SERVER
                    + "dns-zone example.com\n  ns ns.example.net\n  sign key-file "
                    + base
                    + "\n"))
        .containsExactly(
            "dns.cfg:5: key '"
                + base
                + "' cannot be used: the private key does not belong to the public key.");
    Files.writeString(directory.resolve("k.private"), one.secretText());
    assertThat(
            DnsText.complaints(
                SERVER
                    + "dns-zone example.net\n  ns ns.example.net 192.0.2.1\n  sign key-file "
                    + base
                    + "\n"))
        .containsExactly(
            "dns.cfg:5: key '" + base + "' is of zone example.com. (expected: example.net.).");
  }

  @Test
  void keysOfBindsToolsAreRead() throws IOException {
    String made =
        RunningDns.run(
                List.of(
                    "dnssec-keygen",
                    "-q",
                    "-a",
                    "ECDSAP256SHA256",
                    "-f",
                    "KSK",
                    "-K",
                    directory.toString(),
                    "example.com"))
            .strip();
    DnsDefinition definition =
        DnsText.read(
            SERVER
                + "dns-zone example.com\n  ns ns.example.net\n  sign key-file "
                + directory.resolve(made)
                + "\n");
    SigningKey key = definition.zones().getFirst().keys().getFirst();
    assertThat(key.fileName()).isEqualTo(made);
    String pointer =
        RunningDns.run(
            List.of("dnssec-dsfromkey", "-2", directory.resolve(made + ".key").toString()));
    assertThat(pointer.strip().toUpperCase(Locale.ROOT))
        .endsWith(key.delegationSigner().rdataToString().toUpperCase(Locale.ROOT));
  }
}
