package io.spillway.facility.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.config.Severity;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.facility.maintenance.MaintenanceWindow;
import io.spillway.facility.maintenance.Occurrence;
import io.spillway.facility.verdict.Failback;
import io.spillway.facility.verdict.Policy;
import io.spillway.net.WrittenAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FacilitySectionsTest {
  @TempDir private Path directory;
  private final Diagnostics diagnostics = new Diagnostics();
  private String secret = "";

  @BeforeEach
  void writeSecret() throws IOException {
    secret = directory.resolve("secret").toString();
    Files.writeString(Path.of(secret), "0123456789abcdef\n");
  }

  private String example() {
    return """
    facility primary
        network 10.0.1.0/24 2001:db8:1::/48
        public 203.0.113.10 2001:db8::10
        instance lb1 10.0.1.5:9600
    facility secondary
        network 10.0.2.0/24
        public 198.51.100.10
        instance lb2 10.0.2.5:9600
    witness w1 192.0.2.9:9600
    coordination
        secret-file %s
    dns-failover www.Example.com.
        order primary secondary
        check http GET /health port 443 ssl sni www.example.com expect status 200,204-206
        inter 1s  timeout 800ms  fall 3  rise 5
        ttl 30s
        ttl-degraded 5s
        quorum majority
        failback after 5m
    """
        .formatted(secret);
  }

  private @Nullable FacilityConfiguration read(String text) {
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            FacilitySections.KINDS);
    return FacilitySections.read(
        reader.readText("facilities.cfg", text, diagnostics),
        new DiskFiles(),
        Map.of("DNS_TOKEN", "a token")::get,
        diagnostics);
  }

  private List<String> alerts() {
    return diagnostics.all().stream()
        .filter(d -> d.severity() == Severity.ALERT)
        .map(d -> d.position().line() + ": " + d.message())
        .toList();
  }

  @Test
  void theExampleOfTheGuideIsRead() {
    FacilityConfiguration read = read(example());
    assertThat(alerts()).isEmpty();
    assertThat(read.voters()).extracting(VoterDefinition::name).containsExactly("lb1", "lb2", "w1");
    NameDefinition name = read.names().getFirst();
    assertThat(name.name()).isEqualTo("www.example.com");
    assertThat(name.policy().choice()).isEqualTo(Policy.Choice.ORDER);
    assertThat(name.policy().voters()).isEqualTo(3);
    assertThat(name.policy().addresses()).hasSize(3);
    assertThat(name.policy().failback()).isEqualTo(new Failback.After(Duration.ofMinutes(5)));
    assertThat(name.pace())
        .isEqualTo(
            new CheckPace(
                Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(800), 3, 5));
    assertThat(name.check().port()).isEqualTo(443);
    CheckDefinition.Http http = Objects.requireNonNull(name.check().http());
    assertThat(http.host()).isEqualTo("www.example.com");
    assertThat(http.expects(205)).isTrue();
    assertThat(http.expects(201)).isFalse();
    assertThat(name.timeToLive()).isEqualTo(Duration.ofSeconds(30));
    assertThat(name.degradedTimeToLive()).isEqualTo(Duration.ofSeconds(5));
    assertThat(read.facilityOf(WrittenAddress.literal("10.0.2.77")).name()).isEqualTo("secondary");
    assertThat(read.facilityOf(WrittenAddress.literal("2001:db8:1:5::1")).name())
        .isEqualTo("primary");
    assertThat(read.facilityOf(WrittenAddress.literal("10.0.3.1"))).isNull();
  }

  @Test
  void weightsAreRead() {
    FacilityConfiguration read =
        read(example().replace("order primary secondary", "weighted primary 3 secondary 0"));
    assertThat(alerts()).isEmpty();
    Policy policy = read.names().getFirst().policy();
    assertThat(policy.choice()).isEqualTo(Policy.Choice.WEIGHTED);
    assertThat(policy.members()).extracting(Policy.Member::weight).containsExactly(3, 0);
  }

  @Test
  void aProviderCannotShareOutAnswersByWeight() {
    String provider = "    provider cloudflare zone example.com token-env DNS_TOKEN\n";
    assertThat(read(example() + provider)).isNotNull();
    assertThat(alerts()).isEmpty();
    String text =
        example().replace("order primary secondary", "weighted primary 3 secondary 1")
            + "    provider authoritative\n"
            + provider;
    assertThat(read(text)).isNull();
    assertThat(alerts())
        .anyMatch(
            alert ->
                alert.startsWith(text.lines().count() + ": ")
                    && alert.contains("a provider holds one set of records for all"));
  }

  @Test
  void maintenanceWindowsAreRead() {
    FacilityConfiguration read =
        read(
            example()
                .replace(
                    "    instance lb1 10.0.1.5:9600\n",
                    """
                        instance lb1 10.0.1.5:9600
                        maintenance from 2026-12-01T02:00 to 2026-12-01T04:30:30
                        maintenance every fri-mon,wed 22:00-24:00 timezone Europe/Zurich
                        maintenance every day 03:15-03:45
                    """));
    assertThat(alerts()).isEmpty();
    assertThat(read.facilities().getFirst().maintenance().windows())
        .containsExactly(
            new MaintenanceWindow.Once(
                new Occurrence(
                    Instant.parse("2026-12-01T02:00:00Z"), Instant.parse("2026-12-01T04:30:30Z"))),
            new MaintenanceWindow.Weekly(
                EnumSet.complementOf(EnumSet.of(DayOfWeek.TUESDAY, DayOfWeek.THURSDAY)),
                LocalTime.of(22, 0),
                LocalTime.MIDNIGHT,
                ZoneId.of("Europe/Zurich")),
            new MaintenanceWindow.Weekly(
                EnumSet.allOf(DayOfWeek.class),
                LocalTime.of(3, 15),
                LocalTime.of(3, 45),
                ZoneOffset.UTC));
    assertThat(read.facilities().getLast().maintenance()).isEqualTo(MaintenanceSchedule.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "public 198.51.100.10 | maintenance at 02:00 | supports 'from' <date> 'to' <date> and 'every'",
        "public 198.51.100.10 | maintenance from 2026-12-01 to 2026-12-02 | not '2026-12-01'",
        "public 198.51.100.10 | maintenance from 2026-12-01T04:00 to 2026-12-01T02:00 | not after it",
        "public 198.51.100.10 | maintenance from 2026-12-01T02:00 till x | expects 'to' here",
        "public 198.51.100.10 | maintenance every sunday 02:00-04:00 | expects days (as 'sun'",
        "public 198.51.100.10 | maintenance every sun 2:00-04:00 | expects times of day",
        "public 198.51.100.10 | maintenance every sun 02:00-25:00 | expects times of day",
        "public 198.51.100.10 | maintenance every sun 02:00-04:00 timezone Mars | is no time zone",
        "public 198.51.100.10 | maintenance every sun 02:00-04:00 UTC | unexpected argument 'UTC'",
        "order primary secondary | order primary tertiary | there is no facility 'tertiary'",
        "order primary secondary | weighted primary secondary 1 | expects a weight behind each",
        "order primary secondary | weighted primary 1 secondary | expects a weight behind each",
        "order primary secondary | weighted primary 257 secondary 1 | out of range",
        "order primary secondary | weighted primary 0 secondary 0 | all weights are 0",
        "order primary secondary | order primary primary | 'primary' stands twice",
        "public 198.51.100.10 | public 198.51.100.300 | expects an IP address",
        "instance lb2 10.0.2.5:9600 | instance lb2 10.0.2.5 | expects an IP address and a port",
        "instance lb2 10.0.2.5:9600 | instance lb1 10.0.2.5:9600 | has the same name as 'lb1'",
        "instance lb2 10.0.2.5:9600 | instance lb2 10.0.1.5:9600 | has the same address as 'lb1'",
        "network 10.0.2.0/24 | network 10.0.2.0/33 | expects <address>/<bits>",
        "ttl 30s | ttl 2d | out of range (expected: 1s to 1d)",
        "failback after 5m | failbak after 5m | did you mean 'failback' maybe ?",
        "failback after 5m | failback never | 'failback' supports",
        "quorum majority | quorum 1 | 'quorum' only supports 'majority'",
        "fall 3 | fall 0 | out of range",
        "fall 3 | fell 3 | cannot handle unexpected argument 'fell'",
        "check http GET | check ftp GET | supports 'tcp', 'http' and 'https'",
        "status 200,204-206 | status 2xx | expects codes and ranges",
        "witness w1 192.0.2.9:9600 | witness w1 | expects <address>:<port>",
      })
  void aMistakeIsToldWithItsPlace(String right, String wrong, String message) {
    String text = example();
    int at = text.indexOf(right);
    assertThat(at).isPositive();
    assertThat(read(text.replace(right, wrong))).isNull();
    long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    assertThat(alerts()).anyMatch(a -> a.startsWith(line + ": ") && a.contains(message));
  }

  @Test
  void aSecretThatIsTooShortIsRefused() throws IOException {
    Files.writeString(Path.of(secret), "short\n");
    assertThat(read(example())).isNull();
    assertThat(alerts()).anyMatch(alert -> alert.contains("holds 5 characters"));
  }

  @Test
  void withoutCoordinationNothingStarts() {
    assertThat(read(example().replaceAll("coordination\n.*\n", ""))).isNull();
    assertThat(alerts()).anyMatch(alert -> alert.contains("no 'coordination' section"));
  }

  @Test
  void whereThereAreNoSuchSectionsThereIsNothing() {
    assertThat(read("")).isNull();
    assertThat(alerts()).isEmpty();
  }
}
