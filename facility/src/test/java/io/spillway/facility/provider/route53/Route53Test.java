package io.spillway.facility.provider.route53;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.Answers;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.ManagedFailover.Check;
import io.spillway.facility.provider.ManagedFailover.Protocol;
import io.spillway.facility.provider.ManagedFailover.Site;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderLine;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.StandIn.Fault;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Route53Test {
  private static final Map<String, String> KEYS =
      Map.of("ID", Route53StandIn.ACCESS_KEY, "SECRET", Route53StandIn.SECRET_KEY);
  private static final ManagedFailover FAILOVER =
      new ManagedFailover(
          "www.example.com",
          List.of(
              new Site("primary", List.of(InetAddress.ofLiteral("203.0.113.10"))),
              new Site("secondary", List.of(InetAddress.ofLiteral("198.51.100.10")))),
          new Check(Protocol.HTTPS, 443, "www.example.com", "/health", "ok"),
          Duration.ofSeconds(30));

  private Route53StandIn standIn;

  @BeforeEach
  void start() throws Exception {
    standIn = new Route53StandIn();
  }

  @AfterEach
  void nothingUndocumentedWasSent() {
    standIn.close();
    assertThat(standIn.violations()).isEmpty();
  }

  private DnsProvider open(String words, Map<String, String> environment) {
    return ProviderLine.read(
            "provider route53 access-key-env ID secret-key-env SECRET endpoint "
                + standIn.address()
                + " "
                + words,
            environment)
        .open(ProviderSurroundings.system());
  }

  private static Publication publish(DnsProvider provider, NameAnswer answer) throws Exception {
    return provider.publish(answer, Mode.APPLY, WriteGuard.always());
  }

  private static ProviderException failure(DnsProvider provider) throws Exception {
    try {
      throw new AssertionError(
          "published " + publish(provider, Answers.www(1, 30, "198.51.100.10")));
    } catch (ProviderException e) {
      assertThat(e.reason()).doesNotContain(Route53StandIn.SECRET_KEY);
      return e;
    }
  }

  @Test
  void aTextStandsBesideOthersOfItsNameUntilItIsRemoved() throws Exception {
    TextRecord one = new TextRecord("_acme-challenge.www.example.com", "one");
    TextRecord two = new TextRecord("_acme-challenge.www.example.com", "two");
    try (DnsProvider provider = open("", KEYS)) {
      provider.addText(one, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      assertThat(standIn.sets())
          .singleElement()
          .asString()
          .contains("TXT", "\"one\"", "\"two\"", "60");
      provider.removeText(one, WriteGuard.always());
      provider.removeText(one, WriteGuard.always());
      assertThat(standIn.sets()).singleElement().asString().doesNotContain("one");
      provider.removeText(two, WriteGuard.always());
      assertThat(standIn.sets()).isEmpty();
    }
  }

  @Test
  void theNameMovesInOneBatchAndIsWaitedForUntilInSync() throws Exception {
    standIn.add("A", "300", "", "203.0.113.10");
    try (DnsProvider provider = open("", KEYS)) {
      NameAnswer answer = Answers.www(1, 30, "198.51.100.10", "2001:db8::10");
      assertThat(publish(provider, answer).text())
          .isEqualTo(
              """
              - www.example.com. 300 A 203.0.113.10
              + www.example.com. 30 A 198.51.100.10
              + www.example.com. 30 AAAA 2001:db8:0:0:0:0:0:10
              """);
      assertThat(standIn.sets())
          .containsExactly("A 30 198.51.100.10", "AAAA 30 2001:db8:0:0:0:0:0:10");
      assertThat(standIn.requests()).filteredOn(r -> r.startsWith("POST")).hasSize(1);
      assertThat(standIn.requests().getLast()).isEqualTo("GET /2013-04-01/change/C1");
      assertThat(publish(provider, answer).unchanged()).isTrue();
      publish(provider, Answers.www(2, 30, "203.0.113.10", "203.0.113.11"));
      assertThat(standIn.sets()).containsExactly("A 30 203.0.113.10,203.0.113.11");
    }
  }

  @Test
  void ofTwoWritersTheOneThatReadBeforeTheOtherWroteIsRefused() throws Exception {
    standIn.add("A", "30", "", "203.0.113.10");
    try (DnsProvider late = open("zone-id Z1", KEYS);
        DnsProvider early = open("zone-id Z1", KEYS)) {
      WriteGuard overtakenMeanwhile =
          () -> {
            try {
              publish(early, Answers.www(1, 30, "198.51.100.10"));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return Duration.ofSeconds(5);
          };
      try {
        late.publish(Answers.www(1, 30, "192.0.2.99"), Mode.APPLY, overtakenMeanwhile);
        throw new AssertionError("published");
      } catch (ProviderException e) {
        assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
      }
      assertThat(standIn.sets()).containsExactly("A 30 198.51.100.10");
    }
  }

  @Test
  void syncMakesAFailoverPairWithHealthChecksAndAMovedNameTurnsItRound() throws Exception {
    standIn.add("A", "30", "", "203.0.113.10");
    try (DnsProvider provider = open("health-checks check-failures 2", KEYS)) {
      assertThat(provider.sync(FAILOVER, Mode.DRY_RUN, WriteGuard.always()).text())
          .contains("+ health check HTTPS_STR_MATCH 203.0.113.10 port 443");
      assertThat(standIn.sets()).containsExactly("A 30 203.0.113.10");

      provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always());
      assertThat(standIn.sets())
          .containsExactly(
              "A 30 198.51.100.10 SECONDARY checked", "A 30 203.0.113.10 PRIMARY checked");
      assertThat(standIn.checks())
          .hasSize(2)
          .allSatisfy(
              check ->
                  assertThat(check)
                      .contains("<Type>HTTPS_STR_MATCH</Type>")
                      .contains("<Port>443</Port>")
                      .contains("<ResourcePath>/health</ResourcePath>")
                      .contains("<FullyQualifiedDomainName>www.example.com<")
                      .contains("<SearchString>ok</SearchString>")
                      .contains("<FailureThreshold>2</FailureThreshold>"));
      assertThat(provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always()).unchanged()).isTrue();

      publish(provider, Answers.www(1, 30, "198.51.100.10"));
      assertThat(standIn.sets())
          .containsExactly(
              "A 30 198.51.100.10 PRIMARY checked", "A 30 203.0.113.10 SECONDARY checked");
      assertThat(publish(provider, Answers.www(1, 30, "198.51.100.10")).unchanged()).isTrue();
      assertThat(provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always()).unchanged()).isTrue();
    }
  }

  @Test
  void recordsThatAreRoutedOtherwiseAreLeftAlone() throws Exception {
    standIn.add("A", "30", "weighted-1", "203.0.113.10");
    try (DnsProvider provider = open("", KEYS)) {
      ProviderException refused = failure(provider);
      assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
      assertThat(refused.reason()).contains("the identifier 'weighted-1'");
    }
  }

  @Test
  void faultsOfTheProviderAreToldApart() throws Exception {
    standIn.add("A", "30", "", "203.0.113.10");
    try (DnsProvider provider = open("timeout 1s zone-id Z1", KEYS)) {
      publish(provider, Answers.www(0, 30, "203.0.113.10"));
      standIn.fail(Fault.ERROR);
      assertThat(failure(provider).kind()).isEqualTo(Kind.UNAVAILABLE);
      standIn.fail(Fault.TOO_MANY);
      assertThat(failure(provider).kind()).isEqualTo(Kind.RATE_LIMITED);
      standIn.fail(Fault.GARBAGE);
      assertThat(failure(provider).kind().retryable()).isTrue();
      standIn.fail(Fault.SILENCE);
      assertThat(failure(provider).kind()).isEqualTo(Kind.UNAVAILABLE);
      publish(provider, Answers.www(1, 30, "198.51.100.10"));
      assertThat(standIn.sets()).containsExactly("A 30 198.51.100.10");
    }
    try (DnsProvider provider =
        open("zone-id Z1", Map.of("ID", Route53StandIn.ACCESS_KEY, "SECRET", "wrong"))) {
      ProviderException refused = failure(provider);
      assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
      assertThat(refused.reason()).contains("SignatureDoesNotMatch");
    }
  }
}
