package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.zone.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Name;

/** Real validators accept what a signed zone says, and what it denies. */
class SignedZoneTest {
  @TempDir Path directory;
  private final SettableAnswers answers =
      new SettableAnswers().set("www.example.com", "203.0.113.10");
  private Path anchors;
  private RunningDns dns;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.writeString(directory.resolve("example.com.zone"), DnsServerTest.ZONE);
    SigningKey pointedAt = write(true);
    SigningKey other = write(false);
    anchors = anchors(directory, pointedAt);
    dns =
        RunningDns.start(
            answers,
            "rate-limit off",
            """
            dns-zone example.com
              file %s
              sign key-file %s key-file %s
            """
                .formatted(
                    file,
                    directory.resolve(pointedAt.fileName()),
                    directory.resolve(other.fileName() + ".private")));
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  private SigningKey write(boolean isKeySigning) throws IOException {
    SigningKey key = SigningKey.generate(Name.fromConstantString("example.com."), isKeySigning);
    Files.writeString(directory.resolve(key.fileName() + ".key"), key.publicText());
    Files.writeString(directory.resolve(key.fileName() + ".private"), key.secretText());
    return key;
  }

  static Path anchors(Path directory, SigningKey key) throws IOException {
    DNSKEYRecord record = key.record();
    return Files.writeString(
        directory.resolve("anchors"),
        "trust-anchors { \"%s\" static-key %d 3 13 \"%s\"; };"
            .formatted(
                record.getName(),
                record.getFlags(),
                Base64.getEncoder().encodeToString(record.getKey())));
  }

  private String delv(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "delv",
                "@127.0.0.1",
                "-p",
                Integer.toString(dns.port()),
                "-a",
                anchors.toString(),
                "+root=example.com",
                "+nocrypto"));
    command.addAll(Arrays.asList(arguments));
    return RunningDns.run(command);
  }

  @Test
  void positiveAnswersValidate() {
    assertThat(delv("www.example.com")).contains("; fully validated", "203.0.113.10");
    assertThat(delv("example.com", "SOA")).contains("; fully validated");
    assertThat(delv("example.com", "DNSKEY")).contains("; fully validated");
    assertThat(delv("example.com", "CDS")).contains("; fully validated");
    assertThat(delv("mixed.example.com", "TXT")).contains("; fully validated");
    assertThat(delv("chain.example.com", "A")).contains("; fully validated", "203.0.113.10");
    assertThat(delv("x.old.example.com", "A")).contains("; fully validated", "192.0.2.77");
  }

  @Test
  void aChangedAnswerValidatesAtOnce() {
    assertThat(delv("www.example.com")).contains("; fully validated", "203.0.113.10");
    assertThat(delv("www.example.com", "AAAA")).contains("; negative response, fully validated");
    answers.set("www.example.com", "198.51.100.10", "2001:db8::10");
    assertThat(delv("www.example.com")).contains("; fully validated", "198.51.100.10");
    assertThat(delv("www.example.com", "AAAA")).contains("; fully validated", "2001:db8::10");
  }

  @Test
  void wildcardAnswersValidate() {
    assertThat(delv("b.c.wild.example.com", "TXT")).contains("; fully validated");
    assertThat(delv("b.c.wild.example.com", "A")).contains("; negative response, fully validated");
  }

  @Test
  void denialsValidate() {
    for (String absent :
        List.of(
            "nothing.example.com",
            "a.example.com",
            "zzz.example.com",
            "b.a.wild.example.com",
            "x.www.example.com",
            "empty.example.com",
            "wild.example.com",
            "mail.example.com",
            "0.empty.example.com")) {
      assertThat(delv(absent, "PTR")).as(absent).contains("; negative response, fully validated");
    }
  }

  @Test
  void anUnsignedDelegationIsProvenToBeOne() {
    assertThat(delv("sub.example.com", "DS")).contains("; negative response, fully validated");
    assertThat(dns.dig("+dnssec", "+norec", "x.sub.example.com"))
        .contains("NSEC\t*.wild.example.com. NS RRSIG NSEC")
        .contains("RRSIG\tNSEC 13");
  }

  @Test
  void signaturesComeOnlyToThoseWhoAskForThem() {
    assertThat(dns.dig("www.example.com")).doesNotContain("RRSIG");
    assertThat(dns.dig("+dnssec", "www.example.com")).contains("RRSIG", "flags: do");
    assertThat(dns.dig("nothing.example.com")).doesNotContain("NSEC");
  }
}
