package io.spillway.facility.provider.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.Answers;
import io.spillway.facility.provider.Backoff;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.FreePorts;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.NameServerProcess;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderLine;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.PublicationEvent;
import io.spillway.facility.provider.Publisher;
import io.spillway.facility.provider.RecordedEvents;
import io.spillway.facility.provider.TextRecord;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.facility.provider.election.WriterElection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc2136Test {
  private static final String KEY = "key failover key-env KEY ";
  private static final Map<String, String> ENVIRONMENT = Map.of("KEY", NameServerProcess.SECRET);

  @TempDir Path directory;

  private NameServerProcess start(String server, String algorithm) throws Exception {
    return server.equals("bind")
        ? NameServerProcess.bind(directory, algorithm)
        : NameServerProcess.knot(directory, algorithm);
  }

  private static ProviderDefinition define(String words) {
    return ProviderLine.read("provider rfc2136 " + words, ENVIRONMENT);
  }

  private static DnsProvider open(String words) {
    return define(words).open(ProviderSurroundings.system());
  }

  private static Publication publish(DnsProvider provider, NameAnswer answer) throws Exception {
    return provider.publish(answer, Mode.APPLY, WriteGuard.always());
  }

  private static Kind failure(DnsProvider provider, NameAnswer answer) throws Exception {
    try {
      Publication publication = publish(provider, answer);
      throw new AssertionError("published " + publication);
    } catch (ProviderException e) {
      assertThat(e.reason()).doesNotContain(NameServerProcess.SECRET);
      return e.kind();
    }
  }

  @ParameterizedTest
  @CsvSource({"bind", "knot"})
  void aTextStandsBesideOthersOfItsNameUntilItIsRemoved(String make) throws Exception {
    TextRecord one = new TextRecord("_acme-challenge.www.example.com", "one");
    TextRecord two = new TextRecord("_acme-challenge.www.example.com", "two");
    try (NameServerProcess server = start(make, "hmac-sha256");
        DnsProvider provider = open(KEY + "server " + server.address())) {
      provider.addText(one, WriteGuard.always());
      provider.addText(two, WriteGuard.always());
      assertThat(server.texts(one.name())).containsExactly("one", "two");
      long serial = server.serial();
      provider.addText(two, WriteGuard.always());
      assertThat(server.serial()).isEqualTo(serial);
      provider.removeText(one, WriteGuard.always());
      assertThat(server.texts(one.name())).containsExactly("two");
      provider.removeText(two, WriteGuard.always());
      assertThat(server.texts(one.name())).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bind, hmac-sha256, udp",
    "bind, hmac-sha512, tcp",
    "knot, hmac-sha256, tcp",
    "knot, hmac-sha512, udp"
  })
  void theNameMovesInOneSignedUpdateAndASecondOneChangesNothing(
      String kind, String algorithm, String transport) throws Exception {
    try (NameServerProcess server = start(kind, algorithm);
        DnsProvider provider =
            open(
                "server "
                    + server.address()
                    + " algorithm "
                    + algorithm
                    + " transport "
                    + transport
                    + " "
                    + KEY)) {
      NameAnswer moved = Answers.www(1, 20, "198.51.100.10", "2001:db8::10");
      Publication publication = publish(provider, moved);
      assertThat(publication.text())
          .isEqualTo(
              """
              - www.example.com. 30 A 203.0.113.10
              + www.example.com. 20 A 198.51.100.10
              + www.example.com. 20 AAAA 2001:db8:0:0:0:0:0:10
              """);
      assertThat(publication.note()).isEqualTo("serial 7 -> 8");
      assertThat(server.www()).containsExactly("198.51.100.10", "2001:db8:0:0:0:0:0:10");
      assertThat(server.timeToLive()).isEqualTo(20);

      assertThat(publish(provider, moved).unchanged()).isTrue();
      assertThat(server.serial()).isEqualTo(8);

      publish(provider, Answers.www(2, 20, "203.0.113.10", "203.0.113.11"));
      assertThat(server.www()).containsExactly("203.0.113.10", "203.0.113.11");
    }
  }

  @ParameterizedTest
  @CsvSource({"bind", "knot"})
  void ofTwoWritersTheOneThatReadBeforeTheOtherWroteIsRefused(String kind) throws Exception {
    try (NameServerProcess server = start(kind, "hmac-sha256");
        DnsProvider late = open("server " + server.address() + " " + KEY);
        DnsProvider early = open("server " + server.address() + " " + KEY)) {
      // The guard is asked after reading and before writing: there the other one writes.
      WriteGuard overtakenMeanwhile =
          () -> {
            try {
              publish(early, Answers.www(1, 30, "198.51.100.10"));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return Duration.ofSeconds(5);
          };
      assertThatExceptionOfType(ProviderException.class)
          .isThrownBy(
              () -> late.publish(Answers.www(1, 30, "192.0.2.99"), Mode.APPLY, overtakenMeanwhile))
          .matches(e -> e.kind() == Kind.CONFLICT);
      assertThat(server.www()).containsExactly("198.51.100.10");
    }
  }

  @Test
  void aDryRunSaysWhatWouldChangeAndChangesNothing() throws Exception {
    try (NameServerProcess server = start("bind", "hmac-sha256");
        DnsProvider provider = open("server " + server.address() + " " + KEY)) {
      WriteGuard never =
          () -> {
            throw new AssertionError("asked to write");
          };
      Publication publication =
          provider.publish(Answers.www(1, 30, "198.51.100.10"), Mode.DRY_RUN, never);
      assertThat(publication.text())
          .isEqualTo(
              "- www.example.com. 30 A 203.0.113.10\n+ www.example.com. 30 A 198.51.100.10\n");
      assertThat(server.www()).containsExactly("203.0.113.10");
      assertThat(server.serial()).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({"bind", "knot"})
  void aWrongKeyAndAnUnsignedUpdateAreRefusedForGood(String kind) throws Exception {
    NameAnswer answer = Answers.www(1, 30, "198.51.100.10");
    try (NameServerProcess server = start(kind, "hmac-sha256")) {
      Map<String, String> wrong = Map.of("KEY", "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmch");
      try (DnsProvider provider =
          ProviderLine.read("provider rfc2136 server " + server.address() + " " + KEY, wrong)
              .open(ProviderSurroundings.system())) {
        assertThat(failure(provider, answer)).isEqualTo(Kind.REFUSED);
      }
      try (DnsProvider provider = open("server " + server.address())) {
        assertThat(failure(provider, answer)).isEqualTo(Kind.REFUSED);
      }
      assertThat(server.www()).containsExactly("203.0.113.10");
    }
  }

  @Test
  void theNextServerIsAskedWhereTheFirstDoesNotAnswer() throws Exception {
    try (NameServerProcess server = start("bind", "hmac-sha256");
        DnsProvider provider =
            open(
                "timeout 300ms server 127.0.0.1:"
                    + FreePorts.one()
                    + " server "
                    + server.address()
                    + " "
                    + KEY)) {
      publish(provider, Answers.www(1, 30, "198.51.100.10"));
      assertThat(server.www()).containsExactly("198.51.100.10");
    }
  }

  @Test
  void aKeyFileOfTsigKeygenBringsNameAndAlgorithmAlong() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("ddns.key"),
            "key \"failover\" {\n\talgorithm hmac-sha512;\n\tsecret \""
                + NameServerProcess.SECRET
                + "\";\n};\n");
    try (NameServerProcess server = start("bind", "hmac-sha512");
        DnsProvider provider =
            open("server " + server.address() + " zone example.com key-file " + file)) {
      publish(provider, Answers.www(1, 30, "198.51.100.10"));
      assertThat(server.www()).containsExactly("198.51.100.10");
    }
  }

  @Test
  void aServerThatComesBackGetsTheNewestAnswerAndItIsReadBack() throws Exception {
    try (NameServerProcess server = start("bind", "hmac-sha256")) {
      ProviderDefinition definition =
          define(
              "timeout 200ms verify-server "
                  + server.address()
                  + " server "
                  + server.address()
                  + " "
                  + KEY);
      RecordedEvents events = new RecordedEvents();
      server.pause();
      try (Publisher publisher =
          Publisher.start(
              "www.example.com",
              definition,
              definition.open(ProviderSurroundings.system()),
              WriterElection.alone(),
              new Publisher.Pace(
                  new Backoff(Duration.ofMillis(50), Duration.ofMillis(400), new Random(1)),
                  Duration.ofMinutes(5),
                  Duration.ofMillis(50)),
              events)) {
        publisher.submit(Answers.www(1, 30, "192.0.2.1"));
        assertThat(events.next(PublicationEvent.Failed.class).kind()).isEqualTo(Kind.UNAVAILABLE);
        publisher.submit(Answers.www(2, 30, "198.51.100.10"));
        assertThat(events.next(PublicationEvent.Failed.class).revision()).isEqualTo(2);
        server.resume();
        PublicationEvent.Verified verified = events.next(PublicationEvent.Verified.class);
        assertThat(verified.revision()).isEqualTo(2);
        assertThat(verified.servers()).containsExactly(server.address());
        assertThat(server.www()).containsExactly("198.51.100.10");
      }
    }
  }

  @Test
  void wrongWordsAreToldWithWhatWasExpected() throws Exception {
    assertThat(ProviderLine.error("provider rfc2136", ENVIRONMENT))
        .isEqualTo("'provider rfc2136' expects at least one 'server <address>'.");
    assertThat(ProviderLine.error("provider rfc2136 server nowhere", ENVIRONMENT))
        .contains("'nowhere' is no address");
    assertThat(ProviderLine.error("provider rfc2136 server 127.0.0.1 key-env NONE", ENVIRONMENT))
        .isEqualTo("'key-env': the environment variable 'NONE' is not set.");
    assertThat(
            ProviderLine.error(
                "provider rfc2136 server 127.0.0.1 key a algorithm hmac-md5 key-env KEY",
                ENVIRONMENT))
        .contains("unknown algorithm 'hmac-md5'");
    assertThat(ProviderLine.error("provider rfc2136 server 127.0.0.1 key-file /none", ENVIRONMENT))
        .isEqualTo("'key-file': unable to read '/none' (No such file or directory).");
    assertThat(ProviderLine.error("provider elsewhere", ENVIRONMENT))
        .startsWith("'provider': unknown kind 'elsewhere' (expected: rfc2136");
    assertThat(define("server 127.0.0.1 " + KEY).toString())
        .doesNotContain(NameServerProcess.SECRET);
  }
}
