package io.spillway.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilitySections;
import io.spillway.facility.runtime.Acquaintance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTellerTest {
  private static final Set<String> EVERYBODY = Set.of("w1", "lb1", "lb2");

  @TempDir private Path directory;
  private FacilityConfiguration facilities;

  @BeforeEach
  void read() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "0123456789abcdef\n");
    Diagnostics diagnostics = new Diagnostics();
    facilities =
        FacilitySections.read(
            new ConfigurationReader(
                    new DiskFiles(),
                    Environment.ofProcess(),
                    ProgramFacts.ofVersion("3.4.0"),
                    FacilitySections.KINDS)
                .readText(
                    "facilities.cfg",
                    """
                    witness w1 192.0.2.9:9600
                    facility primary
                        network 10.0.1.0/24
                        public 203.0.113.10
                        instance lb1 10.0.1.5:9600
                    facility secondary
                        network 10.0.2.0/24
                        public 198.51.100.10
                        instance lb2 10.0.2.5:9600
                    coordination
                        secret-file %s
                    """
                        .formatted(secret),
                    diagnostics),
            new DiskFiles(),
            name -> null,
            diagnostics);
    assertThat(diagnostics.all()).isEmpty();
  }

  /** Who tells what concerns all, where {@code self} knows {@code hears}; null for itself. */
  private @Nullable String other(String self, Map<String, Set<String>> hears) {
    return new InstanceTeller(
            facilities,
            facilities.voter(self),
            () -> new Acquaintance(hears, Set.of(), System.nanoTime() + Long.MAX_VALUE / 4))
        .other(Notification.Audience.ALL);
  }

  @Test
  void theFirstInstanceTellsAndWitnessesComeLast() {
    Map<String, Set<String>> all = Map.of("lb1", EVERYBODY, "lb2", EVERYBODY, "w1", EVERYBODY);
    assertThat(other("lb1", all)).isNull();
    assertThat(other("lb2", all)).isEqualTo("lb1");
    assertThat(other("w1", all)).isEqualTo("lb1");
  }

  @Test
  void theNextOneTellsOfADeadOne() {
    Set<String> left = Set.of("lb2", "w1");
    Map<String, Set<String>> without = Map.of("lb2", left, "w1", left);
    assertThat(other("lb2", without)).isNull();
    assertThat(other("w1", without)).isEqualTo("lb2");
  }

  @Test
  void whoHearsNoMajorityTellsForItself() {
    assertThat(other("w1", Map.of("w1", Set.of("w1")))).isNull();
  }

  @Test
  void whatConcernsServersIsToldInEachFacility() {
    Map<String, Set<String>> all = Map.of("lb1", EVERYBODY, "lb2", EVERYBODY, "w1", EVERYBODY);
    InstanceTeller second =
        new InstanceTeller(
            facilities,
            facilities.voter("lb2"),
            () -> new Acquaintance(all, Set.of(), System.nanoTime() + Long.MAX_VALUE / 4));
    assertThat(second.other(Notification.Audience.FACILITY)).isNull();
    assertThat(second.other(Notification.Audience.INSTANCE)).isNull();
  }
}
