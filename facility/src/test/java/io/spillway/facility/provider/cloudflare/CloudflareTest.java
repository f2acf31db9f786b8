package io.spillway.facility.provider.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.Answers;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderLine;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.StandIn.Fault;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CloudflareTest {
  private static final Map<String, String> TOKEN = Map.of("TOKEN", CloudflareStandIn.TOKEN);

  private CloudflareStandIn standIn;

  @BeforeEach
  void start() throws Exception {
    standIn = new CloudflareStandIn();
  }

  @AfterEach
  void nothingUndocumentedWasSent() {
    standIn.close();
    assertThat(standIn.violations()).isEmpty();
  }

  private DnsProvider open(String words, Map<String, String> environment) {
    return ProviderLine.read(
            "provider cloudflare token-env TOKEN endpoint "
                + standIn.address()
                + "/client/v4 "
                + words,
            environment)
        .open(ProviderSurroundings.system());
  }

  private static Publication publish(DnsProvider provider, int seconds, String... addresses)
      throws Exception {
    return provider.publish(Answers.www(1, seconds, addresses), Mode.APPLY, WriteGuard.always());
  }

  private static ProviderException failure(DnsProvider provider) throws Exception {
    try {
      throw new AssertionError("published " + publish(provider, 60, "198.51.100.10"));
    } catch (ProviderException e) {
      assertThat(e.reason()).doesNotContain(CloudflareStandIn.TOKEN);
      return e;
    }
  }

  @Test
  void aTextStandsBesideOthersOfItsNameUntilItIsRemoved() throws Exception {
    TextRecord one = new TextRecord("_acme-challenge.www.example.com", "one");
    TextRecord two = new TextRecord("_acme-challenge.www.example.com", "two");
    try (DnsProvider provider = open("", TOKEN)) {
      provider.addText(one, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      assertThat(standIn.records())
          .hasSize(2)
          .allMatch(r -> r.startsWith("TXT \"") && r.contains(" 60"));
      provider.removeText(one, WriteGuard.always());
      provider.removeText(one, WriteGuard.always());
      assertThat(standIn.records()).singleElement().asString().startsWith("TXT \"two\"");
      provider.removeText(two, WriteGuard.always());
      assertThat(standIn.records()).isEmpty();
    }
  }

  @Test
  void bothFamiliesChangeInOneBatchWhereTheyStand() throws Exception {
    standIn.add("A", "203.0.113.10", 300, false);
    standIn.add("AAAA", "2001:db8::1", 300, false);
    try (DnsProvider provider = open("", TOKEN)) {
      Publication publication = publish(provider, 30, "198.51.100.10", "2001:db8::2");
      assertThat(publication.readable()).isTrue();
      // Thirty seconds are less than the plan takes.
      assertThat(standIn.records())
          .containsExactly("A 198.51.100.10 60 by hand", "AAAA 2001:db8:0:0:0:0:0:2 60 by hand");
      assertThat(standIn.requests().stream().filter(r -> !r.startsWith("GET ")).toList())
          .containsExactly(
              "POST /client/v4/zones/" + CloudflareStandIn.ZONE + "/dns_records/batch");

      assertThat(publish(provider, 30, "198.51.100.10", "2001:db8::2").unchanged()).isTrue();
      assertThat(publish(provider, 90, "198.51.100.10", "198.51.100.11").text())
          .contains("+ www.example.com. 90 A 198.51.100.11")
          .contains("- www.example.com. 60 AAAA 2001:db8:0:0:0:0:0:2");
      assertThat(standIn.records())
          .containsExactly("A 198.51.100.10 90 by hand", "A 198.51.100.11 90");
    }
  }

  @Test
  void aProxiedRecordStaysProxiedAndCannotBeReadBack() throws Exception {
    standIn.add("A", "203.0.113.10", 1, true);
    try (DnsProvider provider = open("zone example.com", TOKEN)) {
      Publication publication = publish(provider, 60, "198.51.100.10", "198.51.100.11");
      assertThat(publication.readable()).isFalse();
      assertThat(standIn.records())
          .containsExactly("A 198.51.100.10 1 proxied by hand", "A 198.51.100.11 1 proxied");
      assertThat(publish(provider, 60, "198.51.100.10", "198.51.100.11").unchanged()).isTrue();
    }
  }

  @Test
  void poolsFollowTheAnswerAndTheNewOneIsEnabledFirst() throws Exception {
    standIn.addPool("aa", "203.0.113.10", true);
    standIn.addPool("bb", "198.51.100.10", false);
    try (DnsProvider provider =
        open("account " + CloudflareStandIn.ACCOUNT + " pool aa pool bb", TOKEN)) {
      publish(provider, 60, "198.51.100.10");
      assertThat(standIn.pool("aa").path("enabled").asBoolean()).isFalse();
      assertThat(standIn.pool("bb").path("enabled").asBoolean()).isTrue();
      assertThat(standIn.pool("bb").path("origins").path(0).path("enabled").asBoolean()).isTrue();
      assertThat(standIn.pool("bb").path("origins").path(0).path("weight").asDouble())
          .isEqualTo(0.5);
      assertThat(standIn.requests().stream().filter(r -> r.startsWith("PATCH")).toList())
          .satisfiesExactly(
              first -> assertThat(first).endsWith("/bb"),
              second -> assertThat(second).endsWith("/aa"));
      assertThat(publish(provider, 60, "198.51.100.10").unchanged()).isTrue();

      try {
        throw new AssertionError("published " + publish(provider, 60, "192.0.2.1"));
      } catch (ProviderException e) {
        assertThat(e.kind()).isEqualTo(Kind.REFUSED);
      }
      assertThat(standIn.pool("bb").path("enabled").asBoolean()).isTrue();
    }
  }

  @Test
  void faultsOfTheProviderAreToldApart() throws Exception {
    standIn.add("A", "203.0.113.10", 300, false);
    try (DnsProvider provider = open("timeout 500ms", TOKEN)) {
      standIn.fail(Fault.ERROR);
      assertThat(failure(provider).kind()).isEqualTo(Kind.UNAVAILABLE);
      standIn.fail(Fault.TOO_MANY);
      assertThat(failure(provider).retryAfter()).isEqualTo(Duration.ofSeconds(1));
      standIn.fail(Fault.GARBAGE);
      assertThat(failure(provider).kind()).isEqualTo(Kind.MALFORMED);
      standIn.fail(Fault.SILENCE);
      assertThat(failure(provider).kind()).isEqualTo(Kind.UNAVAILABLE);
      publish(provider, 60, "198.51.100.10");
      assertThat(standIn.records()).containsExactly("A 198.51.100.10 60 by hand");
    }
    try (DnsProvider provider = open("", Map.of("TOKEN", "wrong"))) {
      ProviderException refused = failure(provider);
      assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
      assertThat(refused.reason()).contains("status 403: Authentication error (10000)");
    }
  }

  @Test
  void anUnknownZoneIsTold() throws Exception {
    try (DnsProvider provider = open("zone example.org", TOKEN)) {
      assertThat(failure(provider).reason())
          .isEqualTo("the Cloudflare token sees no zone example.org");
    }
  }
}
