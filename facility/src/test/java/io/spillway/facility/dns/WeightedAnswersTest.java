package io.spillway.facility.dns;

import static io.spillway.facility.dns.SettableAnswers.portion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spillway.facility.dns.zone.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

/** Names of which each answer tells one of several sets of addresses, asked by real programs. */
class WeightedAnswersTest {
  private static final String NAME = "www.example.com";
  private static final String HEAVY = "203.0.113.10";
  private static final String LIGHT = "198.51.100.10";
  private static final int QUERIES = 1000;

  @TempDir private Path directory;
  private final SettableAnswers answers =
      new SettableAnswers()
          .setWeighted(NAME, portion(3, HEAVY, "2001:db8::10"), portion(1, LIGHT))
          .set("plain.example.com", "192.0.2.1");
  private Path anchors;
  private RunningDns dns;

  @BeforeEach
  void start() throws IOException {
    SigningKey key = SigningKey.generate(Name.fromConstantString("example.com."), true);
    Files.writeString(directory.resolve(key.fileName() + ".key"), key.publicText());
    Files.writeString(directory.resolve(key.fileName() + ".private"), key.secretText());
    anchors = SignedZoneTest.anchors(directory, key);
    dns =
        RunningDns.start(
            answers,
            "rate-limit off",
            """
            dns-zone example.com
              ns ns1.example.com 127.0.0.1
              record alias CNAME www.example.com.
              allow-transfer 127.0.0.0/8
              sign key-file %s
            """
                .formatted(directory.resolve(key.fileName())));
  }

  @AfterEach
  void stop() {
    dns.close();
  }

  /** How often {@code dig} got each line when it asked many times. */
  private Map<String, Long> ask(String... question) throws IOException {
    Path batch = directory.resolve("batch");
    Files.writeString(batch, (String.join(" ", question) + "\n").repeat(QUERIES));
    return dns.dig("-f", batch.toString(), "+short", "+tries=1")
        .lines()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void eachAnswerLeadsToOneAndTheSharesAreThoseOfTheWeights() throws IOException {
    Map<String, Long> told = ask(NAME, "A");
    assertThat(told).containsOnlyKeys(HEAVY, LIGHT);
    assertThat(told.get(HEAVY) + told.get(LIGHT)).isEqualTo(QUERIES);
    assertThat(told.get(HEAVY)).isCloseTo(3 * QUERIES / 4, within((long) QUERIES / 50));
  }

  @Test
  void theSharesHoldForAliasesAndForEachTypeByItself() throws IOException {
    Map<String, Long> told = ask("alias.example.com", "A");
    assertThat(told.get(HEAVY)).isCloseTo(3 * QUERIES / 4, within((long) QUERIES / 50));
    assertThat(told.get(LIGHT)).isCloseTo(QUERIES / 4, within((long) QUERIES / 50));
    assertThat(told.get("www.example.com.")).isEqualTo(QUERIES);
    assertThat(ask(NAME, "AAAA")).isEqualTo(Map.of("2001:db8::10", (long) QUERIES));
  }

  @Test
  void aFacilityThatIsWithdrawnIsToldNoMoreAtOnce() throws IOException {
    ask(NAME, "A");
    answers.set(NAME, LIGHT);
    assertThat(ask(NAME, "A")).isEqualTo(Map.of(LIGHT, (long) QUERIES));
    answers.setWeighted(NAME, portion(1, HEAVY), portion(1, LIGHT), portion(2, "192.0.2.7"));
    Map<String, Long> told = ask(NAME, "A");
    assertThat(told).containsOnlyKeys(HEAVY, LIGHT, "192.0.2.7");
    assertThat(told.get("192.0.2.7")).isCloseTo(QUERIES / 2, within((long) QUERIES / 50));
    assertThat(told.get(LIGHT)).isCloseTo(QUERIES / 4, within((long) QUERIES / 50));
  }

  @Test
  void allAnswersValidateAndTheirSignaturesAreKept() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      String told =
          RunningDns.run(
              List.of(
                  "delv",
                  "@127.0.0.1",
                  "-p",
                  Integer.toString(dns.port()),
                  "-a",
                  anchors.toString(),
                  "+root=example.com",
                  "+nocrypto",
                  NAME));
      assertThat(told).contains("; fully validated");
      for (String address : List.of(HEAVY, LIGHT)) {
        if (told.contains(address)) {
          seen.add(address);
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(HEAVY, LIGHT);
    Map<String, Long> told = ask(NAME, "A", "+dnssec");
    // Two sets and a signature over each: made anew, signatures would differ.
    assertThat(told).hasSize(4);
    assertThat(told.get(HEAVY)).isCloseTo(3 * QUERIES / 4, within((long) QUERIES / 50));
  }

  @Test
  void aTransferTellsAllAddresses() {
    assertThat(dns.dig("example.com", "AXFR")).contains(HEAVY, LIGHT, "2001:db8::10");
  }
}
