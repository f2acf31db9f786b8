package io.spillway.facility.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.dns.zone.SigningKey;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Zones made by chance are answered as Knot answers them, and validate where they are signed. */
class ZoneOracleTest {
  private static final int ZONES = 40;
  private static final int QUESTIONS = 4000;
  private static final int SIGNED_ZONES = 10;
  private static final int VALIDATIONS = 600;
  private static final long SEED = 20260101;
  private static final List<Integer> TYPES =
      List.of(
          Type.A, Type.A, Type.TXT, Type.MX, Type.NS, Type.CNAME, Type.DNAME, Type.DS, Type.SOA);

  @TempDir Path directory;

  /** Sorts of answers, all of which must have been seen. */
  private enum Sort {
    DATA,
    ALIAS,
    REDIRECTED,
    REFERRAL,
    NO_DATA,
    NAME_ERROR
  }

  /** What the two must agree on. */
  private record Answered(
      int code, boolean isAuthoritative, Set<String> answers, Set<String> authorities) {
    static Answered of(Message message) {
      return new Answered(
          message.getRcode(),
          message.getHeader().getFlag(Flags.AA),
          texts(message, Section.ANSWER),
          texts(message, Section.AUTHORITY));
    }

    Sort sort() {
      if (!isAuthoritative) {
        return Sort.REFERRAL;
      }
      if (answers.isEmpty()) {
        return code == Rcode.NXDOMAIN ? Sort.NAME_ERROR : Sort.NO_DATA;
      }
      if (answers.stream().anyMatch(text -> text.contains("\tdname\t"))) {
        return Sort.REDIRECTED;
      }
      return answers.stream().anyMatch(text -> text.contains("\tcname\t")) ? Sort.ALIAS : Sort.DATA;
    }

    private static Set<String> texts(Message message, int section) {
      return message.getSection(section).stream()
          .map(record -> record.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void randomZonesAreAnsweredAsKnotAnswersThem() throws IOException {
    RandomZones random = new RandomZones(SEED);
    StringBuilder sections = new StringBuilder();
    StringBuilder others = new StringBuilder("zone:\n");
    for (int i = 0; i < ZONES; i++) {
      Path file = Files.writeString(directory.resolve("zone" + i), random.zone(true));
      sections.append("dns-zone z%d.test\n  file %s\n".formatted(i, file));
      others.append(
          "  - domain: z%d.test\n    file: %s\n    semantic-checks: off\n".formatted(i, file));
    }
    try (RunningDns dns =
            RunningDns.start(new SettableAnswers(), "rate-limit off", sections.toString());
        OtherServer knot = OtherServer.knot(directory, FreePorts.one(), others.toString())) {
      SimpleResolver own = new SimpleResolver(new InetSocketAddress("127.0.0.1", dns.port()));
      own.setTimeout(Duration.ofSeconds(30));
      Map<Sort, Integer> sorts = new EnumMap<>(Sort.class);
      for (int i = 0; i < QUESTIONS; i++) {
        String name = random.owner() + ".z" + i % ZONES + ".test.";
        Message query =
            Message.newQuery(Record.newRecord(Name.fromString(name), random.any(TYPES), DClass.IN));
        Answered answered = Answered.of(own.send(query));
        assertThat(answered).as("%s", query.getQuestion()).isEqualTo(Answered.of(knot.ask(query)));
        sorts.merge(answered.sort(), 1, Integer::sum);
      }
      assertThat(sorts)
          .hasSize(Sort.values().length)
          .allSatisfy((_, count) -> assertThat(count).isGreaterThan(20));
    }
  }

  @Test
  void randomSignedZonesValidateInBind() throws IOException {
    RandomZones random = new RandomZones(SEED + 1);
    StringBuilder sections = new StringBuilder();
    StringBuilder zones = new StringBuilder();
    StringBuilder anchors = new StringBuilder("trust-anchors {\n");
    for (int i = 0; i < SIGNED_ZONES; i++) {
      Path file = Files.writeString(directory.resolve("zone" + i), random.zone(false));
      SigningKey key = SigningKey.generate(Name.fromString("s" + i + ".test."), true);
      Path base = directory.resolve(key.fileName());
      Files.writeString(Path.of(base + ".key"), key.publicText());
      Files.writeString(Path.of(base + ".private"), key.secretText());
      sections.append(
          "dns-zone s%d.test\n  file %s\n  sign key-file %s\n".formatted(i, file, base));
      anchors.append(
          "  \"s%d.test.\" static-key 257 3 13 \"%s\";\n"
              .formatted(i, Base64.getEncoder().encodeToString(key.record().getKey())));
    }
    try (RunningDns dns =
        RunningDns.start(new SettableAnswers(), "rate-limit off", sections.toString())) {
      for (int i = 0; i < SIGNED_ZONES; i++) {
        zones.append(
            "zone \"s%d.test\" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };\n"
                .formatted(i, dns.port()));
      }
      try (OtherServer validator =
          OtherServer.bind(
              directory,
              FreePorts.one(),
              "recursion yes; allow-query { any; }; dnssec-validation yes; qname-minimization off;",
              anchors + "};\n" + zones)) {
        validate(dns, validator, random);
      }
    }
  }

  private static void validate(RunningDns dns, OtherServer validator, RandomZones random)
      throws IOException {
    SimpleResolver own = new SimpleResolver(new InetSocketAddress("127.0.0.1", dns.port()));
    own.setTimeout(Duration.ofSeconds(30));
    int denied = 0;
    for (int i = 0; i < VALIDATIONS; i++) {
      String name = random.owner() + ".s" + i % SIGNED_ZONES + ".test.";
      Message query =
          Message.newQuery(Record.newRecord(Name.fromString(name), random.any(TYPES), DClass.IN));
      boolean leadsOut =
          own.send(query).getSection(Section.ANSWER).stream()
              .anyMatch(record -> record.rdataToString().contains("example.net."));
      if (leadsOut) {
        continue;
      }
      query.getHeader().setFlag(Flags.AD);
      Message validated = validator.ask(query);
      assertThat(validated.getHeader().getFlag(Flags.AD)).as("validated %s", validated).isTrue();
      denied += validated.getRcode() == Rcode.NXDOMAIN ? 1 : 0;
    }
    assertThat(denied).isGreaterThan(VALIDATIONS / 10);
  }
}
