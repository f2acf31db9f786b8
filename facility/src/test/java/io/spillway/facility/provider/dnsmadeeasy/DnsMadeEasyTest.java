package io.spillway.facility.provider.dnsmadeeasy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.Answers;
import io.spillway.facility.provider.Backoff;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.ManagedFailover.Check;
import io.spillway.facility.provider.ManagedFailover.Protocol;
import io.spillway.facility.provider.ManagedFailover.Site;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderLine;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.PublicationEvent;
import io.spillway.facility.provider.Publisher;
import io.spillway.facility.provider.RecordedEvents;
import io.spillway.facility.provider.StandIn.Fault;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.facility.provider.election.WriterElection;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DnsMadeEasyTest {
  private static final Map<String, String> KEYS =
      Map.of("API", DnsMadeEasyStandIn.API_KEY, "SECRET", DnsMadeEasyStandIn.SECRET_KEY);
  private static final ManagedFailover FAILOVER =
      new ManagedFailover(
          "www.example.com",
          List.of(
              new Site("primary", List.of(InetAddress.ofLiteral("203.0.113.10"))),
              new Site("secondary", List.of(InetAddress.ofLiteral("198.51.100.10")))),
          new Check(Protocol.HTTPS, 443, "www.example.com", "/health", "ok"),
          Duration.ofSeconds(30));

  private DnsMadeEasyStandIn standIn;

  @BeforeEach
  void start() throws Exception {
    standIn = new DnsMadeEasyStandIn();
  }

  @AfterEach
  void nothingUndocumentedWasSent() {
    standIn.close();
    assertThat(standIn.violations()).isEmpty();
  }

  private ProviderDefinition define(String words) {
    return ProviderLine.read(
        "provider dnsmadeeasy api-key-env API secret-key-env SECRET no-verify endpoint "
            + standIn.address()
            + "/V2.0 "
            + words,
        KEYS);
  }

  private DnsProvider open(String words) {
    return define(words).open(ProviderSurroundings.system());
  }

  private static String publish(DnsProvider provider, int seconds, String... addresses)
      throws Exception {
    return provider
        .publish(Answers.www(1, seconds, addresses), Mode.APPLY, WriteGuard.always())
        .text();
  }

  private static ProviderException failure(DnsProvider provider) throws Exception {
    try {
      throw new AssertionError("published " + publish(provider, 30, "198.51.100.10"));
    } catch (ProviderException e) {
      assertThat(e.reason())
          .doesNotContain(DnsMadeEasyStandIn.API_KEY)
          .doesNotContain(DnsMadeEasyStandIn.SECRET_KEY);
      return e;
    }
  }

  @Test
  void aTextStandsBesideOthersOfItsNameUntilItIsRemoved() throws Exception {
    TextRecord one = new TextRecord("_acme-challenge.www.example.com", "one");
    TextRecord two = new TextRecord("_acme-challenge.www.example.com", "two");
    try (DnsProvider provider = open("")) {
      provider.addText(one, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      assertThat(standIn.values("_acme-challenge.www", "TXT"))
          .containsExactly("\"one\" 60", "\"two\" 60");
      provider.removeText(one, WriteGuard.always());
      provider.removeText(one, WriteGuard.always());
      assertThat(standIn.values("_acme-challenge.www", "TXT")).containsExactly("\"two\" 60");
      provider.removeText(two, WriteGuard.always());
      assertThat(standIn.values("_acme-challenge.www", "TXT")).isEmpty();
    }
  }

  @Test
  void theSignatureIsTheOneOfTheDocumentsExample() {
    assertThat(
            DnsMadeEasyApi.signature(
                "Sat, 12 Feb 2011 20:59:04 GMT", DnsMadeEasyStandIn.SECRET_KEY))
        .isEqualTo("b3502e6116a324f3cf4a8ed693d78bcee8d8fe3c");
  }

  @Test
  void theRecordIsChangedWhereItStandsAndASecondTimeOnlyRead() throws Exception {
    standIn.add("www", "A", "203.0.113.10", 1800);
    standIn.add("mail", "A", "203.0.113.25", 1800);
    try (DnsProvider provider = open("")) {
      assertThat(publish(provider, 30, "198.51.100.10", "2001:db8::10"))
          .isEqualTo(
              """
              - www.example.com. 1800 A 203.0.113.10
              + www.example.com. 30 A 198.51.100.10
              + www.example.com. 30 AAAA 2001:db8:0:0:0:0:0:10
              """);
      assertThat(standIn.values("www", "A")).containsExactly("198.51.100.10 30");
      assertThat(standIn.values("www", "AAAA")).containsExactly("2001:db8:0:0:0:0:0:10 30");
      assertThat(standIn.values("mail", "A")).containsExactly("203.0.113.25 1800");

      int before = standIn.requests().size();
      assertThat(publish(provider, 30, "198.51.100.10", "2001:db8::10")).isEqualTo("no change\n");
      assertThat(standIn.requests().subList(before, standIn.requests().size()))
          .allMatch(r -> r.startsWith("GET "));

      publish(provider, 30, "203.0.113.10", "203.0.113.11");
      assertThat(standIn.values("www", "A")).containsExactly("203.0.113.10 30", "203.0.113.11 30");
      assertThat(standIn.values("www", "AAAA")).isEmpty();
    }
  }

  @Test
  void aDryRunOnlyReads() throws Exception {
    standIn.add("www", "A", "203.0.113.10", 30);
    try (DnsProvider provider = open("failover")) {
      assertThat(
              provider
                  .publish(Answers.www(1, 30, "198.51.100.10"), Mode.DRY_RUN, WriteGuard.always())
                  .changes())
          .hasSize(2);
      assertThat(provider.sync(FAILOVER, Mode.DRY_RUN, WriteGuard.always()).text())
          .contains("~ monitor ip2: 198.51.100.10");
      assertThat(standIn.requests()).allMatch(r -> r.startsWith("GET "));
    }
  }

  @Test
  void syncWritesTheFacilitiesIntoTheMonitorAndAMovedNameMovesItToo() throws Exception {
    long record = standIn.add("www", "A", "203.0.113.10", 30);
    try (DnsProvider provider =
        open("failover sensitivity high contact-list 77 max-emails 3 description shop")) {
      provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always());
      ObjectNode monitor = standIn.monitor(record);
      assertThat(monitor.path("protocolId").asInt()).isEqualTo(6);
      assertThat(monitor.path("port").asInt()).isEqualTo(443);
      assertThat(monitor.path("sensitivity").asInt()).isEqualTo(3);
      assertThat(monitor.path("contactListId").asInt()).isEqualTo(77);
      assertThat(monitor.path("maxEmails").asInt()).isEqualTo(3);
      assertThat(monitor.path("systemDescription").asString()).isEqualTo("shop");
      assertThat(monitor.path("httpFqdn").asString()).isEqualTo("www.example.com");
      assertThat(monitor.path("httpFile").asString()).isEqualTo("/health");
      assertThat(monitor.path("httpQueryString").asString()).isEqualTo("ok");
      assertThat(monitor.path("autoFailover").asBoolean()).isFalse();
      assertThat(monitor.path("ip1").asString()).isEqualTo("203.0.113.10");
      assertThat(monitor.path("ip2").asString()).isEqualTo("198.51.100.10");
      assertThat(provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always()).unchanged()).isTrue();

      publish(provider, 30, "198.51.100.10");
      assertThat(standIn.monitor(record).path("ip1").asString()).isEqualTo("198.51.100.10");
      assertThat(standIn.monitor(record).path("ip2").asString()).isEqualTo("203.0.113.10");
      assertThat(standIn.values("www", "A")).containsExactly("198.51.100.10 30");

      // Written again meanwhile, the monitor starts from where the name is.
      assertThat(provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always()).unchanged()).isTrue();
    }
  }

  @Test
  void syncMakesTheRecordWhereThereIsNone() throws Exception {
    try (DnsProvider provider = open("failover")) {
      provider.sync(FAILOVER, Mode.APPLY, WriteGuard.always());
      assertThat(standIn.values("www", "A")).containsExactly("203.0.113.10 30");
      assertThat(standIn.monitor(10_000).path("systemDescription").asString())
          .isEqualTo("www.example.com");
    }
  }

  @Test
  void faultsOfTheProviderAreToldApart() throws Exception {
    standIn.add("www", "A", "203.0.113.10", 30);
    try (DnsProvider provider = open("timeout 500ms")) {
      standIn.fail(Fault.ERROR);
      assertThat(failure(provider).kind()).isEqualTo(Kind.UNAVAILABLE);
      standIn.fail(Fault.TOO_MANY);
      ProviderException limited = failure(provider);
      assertThat(limited.kind()).isEqualTo(Kind.RATE_LIMITED);
      assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(1));
      standIn.fail(Fault.GARBAGE);
      assertThat(failure(provider).kind()).isEqualTo(Kind.MALFORMED);
      standIn.fail(Fault.SILENCE);
      assertThat(failure(provider).reason()).contains("no answer within 500 ms");
      standIn.limit(0);
      ProviderException quota = failure(provider);
      assertThat(quota.kind()).isEqualTo(Kind.RATE_LIMITED);
      assertThat(quota.reason()).contains("150 requests");
    }
  }

  @Test
  void throughFaultsTheNewestAnswerArrives() throws Exception {
    standIn.add("www", "A", "203.0.113.10", 30);
    ProviderDefinition definition = define("timeout 500ms domain example.com");
    RecordedEvents events = new RecordedEvents();
    // Domain and record are read; then the change is made and its answer lost.
    standIn.fail(
        Fault.ERROR, Fault.GARBAGE, Fault.ERROR, Fault.NONE, Fault.NONE, Fault.LOST_ANSWER);
    try (Publisher publisher =
        Publisher.start(
            "www.example.com",
            definition,
            definition.open(ProviderSurroundings.system()),
            WriterElection.alone(),
            new Publisher.Pace(
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), new Random(1)),
                Duration.ofMinutes(5),
                Duration.ofMillis(20)),
            events)) {
      publisher.submit(Answers.www(1, 30, "198.51.100.10"));
      for (int attempt = 1; attempt <= 4; attempt++) {
        assertThat(events.next()).isInstanceOf(PublicationEvent.Failed.class);
      }
      // It is not made twice.
      assertThat(events.next()).isInstanceOf(PublicationEvent.Unchanged.class);
      assertThat(standIn.values("www", "A")).containsExactly("198.51.100.10 30");
      assertThat(standIn.requests()).filteredOn(r -> r.startsWith("PUT")).hasSize(1);
    }
  }

  @Test
  void aWrongClockOrKeyIsRefusedForGood() throws Exception {
    standIn.add("www", "A", "203.0.113.10", 30);
    try (DnsProvider late =
        define("")
            .open(new ProviderSurroundings(() -> Instant.now().minus(Duration.ofMinutes(2))))) {
      assertThat(failure(late).kind()).isEqualTo(Kind.REFUSED);
    }
    assertThat(standIn.violations()).containsExactly("the date is more than 30 seconds away");
    standIn.close();
    standIn = new DnsMadeEasyStandIn();
  }

  @Test
  void nothingIsSentWithoutTheRightToWrite() throws Exception {
    standIn.add("www", "A", "203.0.113.10", 30);
    try (DnsProvider provider = open("")) {
      WriteGuard never =
          () -> {
            throw new ProviderException(Kind.NOT_WRITER, "lb1 writes");
          };
      assertThat(
              org.assertj.core.api.Assertions.catchThrowableOfType(
                      ProviderException.class,
                      () ->
                          provider.publish(Answers.www(1, 30, "198.51.100.10"), Mode.APPLY, never))
                  .kind())
          .isEqualTo(Kind.NOT_WRITER);
      assertThat(standIn.requests()).allMatch(r -> r.startsWith("GET "));
    }
  }

  @Test
  void wordsAreChecked() {
    assertThat(ProviderLine.error("provider dnsmadeeasy api-key-env API", KEYS))
        .contains("expects 'secret-key-file <file>' or 'secret-key-env <variable>'");
    assertThat(
            ProviderLine.error(
                "provider dnsmadeeasy api-key-env API secret-key-env SECRET sensitivity high",
                KEYS))
        .contains("needs the word 'failover'");
    assertThat(
            ProviderLine.error(
                "provider dnsmadeeasy api-key-env API secret-key-env SECRET endpoint"
                    + " http://192.0.2.1",
                KEYS))
        .contains("credentials are not sent without TLS");
    assertThat(define("").toString())
        .doesNotContain(DnsMadeEasyStandIn.API_KEY)
        .doesNotContain(DnsMadeEasyStandIn.SECRET_KEY);
  }
}
