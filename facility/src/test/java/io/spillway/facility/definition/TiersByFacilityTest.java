package io.spillway.facility.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.SourcePosition;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.facility.verdict.Failback;
import io.spillway.facility.verdict.Policy;
import io.spillway.net.Network;
import io.spillway.net.WrittenAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TiersByFacilityTest {
  private static final SourcePosition PLACE = new SourcePosition("test", 1, 1);

  private static InetAddress address(String text) {
    return Objects.requireNonNull(WrittenAddress.literal(text));
  }

  private static FacilityDefinition facility(String name, String network, String address) {
    return new FacilityDefinition(
        name,
        List.of(Objects.requireNonNull(Network.parse(network))),
        List.of(address(address)),
        List.of(),
        MaintenanceSchedule.NONE,
        PLACE);
  }

  private static NameDefinition name(String name, FacilityDefinition... order) {
    Duration second = Duration.ofSeconds(1);
    return new NameDefinition(
        name,
        new Policy(
            Policy.Choice.ORDER,
            List.of(order).stream().map(f -> new Policy.Member(f.name(), f.addresses())).toList(),
            1,
            Failback.MANUAL,
            false),
        new CheckDefinition(null, 80, null),
        null,
        new CheckPace(second, second, second, 3, 5),
        second,
        second,
        false,
        List.of(),
        PLACE);
  }

  private static final FacilityDefinition A = facility("a", "10.0.1.0/24", "203.0.113.1");
  private static final FacilityDefinition B = facility("b", "10.0.2.0/24", "203.0.113.2");

  private static TiersByFacility of(NameDefinition... names) {
    return new TiersByFacility(
        new FacilityConfiguration(
            List.of(A, B),
            List.of(),
            new CoordinationDefinition(
                new CoordinationDefinition.Protection.Secret(new byte[16]),
                null,
                null,
                null,
                List.of(),
                null),
            List.of(names)));
  }

  @Test
  void aServerHasTheTierOfItsFacilityInTheOrderOfTheName() {
    TiersByFacility tiers = of(name("one.example", A, B), name("two.example", B, A));
    assertThat(tiers.tier("one.example", address("10.0.1.7"))).isEqualTo(1);
    assertThat(tiers.tier("one.example", address("10.0.2.7"))).isEqualTo(2);
    assertThat(tiers.tier("Two.example", address("10.0.1.7"))).isEqualTo(2);
    assertThat(tiers.tier("two.example", address("10.0.9.7"))).isEqualTo(3);
  }

  @Test
  void theOnlyNameNeedNotBeNamed() {
    assertThat(of(name("one.example", A, B)).problem("")).isNull();
    assertThat(of(name("one.example", B, A)).tier("", address("10.0.2.7"))).isEqualTo(1);
    assertThat(of(name("one.example", A), name("two.example", B)).problem(""))
        .contains("there are 2 'dns-failover' sections");
    assertThat(of(name("one.example", A)).problem("other.example"))
        .contains("no 'dns-failover other.example'")
        .contains("one.example");
  }
}
