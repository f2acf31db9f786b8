package io.spillway.facility.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.verdict.Selection.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final InetAddress P = DeliberationTest.address("203.0.113.10");
  private static final InetAddress P6 = DeliberationTest.address("2001:db8::10");
  private static final InetAddress T = DeliberationTest.address("192.0.2.10");
  private static final InetAddress S = DeliberationTest.address("198.51.100.10");

  private static Policy policy(Policy.Choice choice) {
    return new Policy(
        choice,
        List.of(
            new Policy.Member("primary", List.of(P, P6)),
            new Policy.Member("secondary", List.of(S))),
        3,
        Failback.IMMEDIATELY,
        false);
  }

  private static final Policy ORDER = policy(Policy.Choice.ORDER);

  private static Map<String, Order> order(String facility, Order.Kind kind) {
    return Map.of(facility, new Order(kind, 1024));
  }

  private static Verdict withdrawn(InetAddress... addresses) {
    return new Verdict(1, Set.of(addresses));
  }

  @Test
  void theFirstFacilityThatIsAliveIsAnswered() {
    assertThat(Selection.of(ORDER, Verdict.INITIAL, Map.of()))
        .isEqualTo(new Selection(List.of("primary"), List.of(P, P6), Reason.NORMAL));
    assertThat(Selection.of(ORDER, withdrawn(P, P6), Map.of()))
        .isEqualTo(new Selection(List.of("secondary"), List.of(S), Reason.DEGRADED));
  }

  @Test
  void aDeadAddressIsLeftOutWhileItsFacilityServes() {
    assertThat(Selection.of(ORDER, withdrawn(P6), Map.of()))
        .isEqualTo(new Selection(List.of("primary"), List.of(P), Reason.DEGRADED));
  }

  @Test
  void underAllEveryFacilityThatIsAliveIsAnswered() {
    Policy all = policy(Policy.Choice.ALL);
    assertThat(Selection.of(all, Verdict.INITIAL, Map.of()).addresses()).containsExactly(P, P6, S);
    assertThat(Selection.of(all, withdrawn(S), Map.of()).addresses()).containsExactly(P, P6);
  }

  @Test
  void whenEverythingLooksDeadThePreferredFacilityIsAnswered() {
    assertThat(Selection.of(ORDER, withdrawn(P, P6, S), Map.of()))
        .isEqualTo(new Selection(List.of("primary"), List.of(P, P6), Reason.ALL_DEAD));
  }

  @Test
  void aDrainedFacilityServesOnlyWhereNoOtherCan() {
    assertThat(
            Selection.of(ORDER, Verdict.INITIAL, order("primary", Order.Kind.DRAIN)).facilities())
        .containsExactly("secondary");
    assertThat(Selection.of(ORDER, withdrawn(S), order("primary", Order.Kind.DRAIN)).facilities())
        .containsExactly("primary");
    assertThat(
            Selection.of(ORDER, withdrawn(P, P6, S), order("primary", Order.Kind.DRILL))
                .facilities())
        .containsExactly("secondary");
  }

  @Test
  void aForcedFacilityServesAloneWhateverTheVerdict() {
    Selection forced =
        Selection.of(policy(Policy.Choice.ALL), withdrawn(S), order("secondary", Order.Kind.FORCE));
    assertThat(forced).isEqualTo(new Selection(List.of("secondary"), List.of(S), Reason.FORCED));
  }

  @Test
  void ordersOfDifferentAuthorsNeverHaveTheSameNumber() {
    long first = Order.numberAfter(0, 0);
    assertThat(Order.numberAfter(0, 1)).isGreaterThan(first);
    assertThat(Order.numberAfter(Order.numberAfter(0, 1), 0))
        .isGreaterThan(Order.numberAfter(0, 1));
  }

  private static Policy weighted(int primary, int secondary, int third) {
    return new Policy(
        Policy.Choice.WEIGHTED,
        List.of(
            new Policy.Member("primary", List.of(P, P6), primary),
            new Policy.Member("secondary", List.of(S), secondary),
            new Policy.Member("third", List.of(T), third)),
        3,
        Failback.IMMEDIATELY,
        false);
  }

  @Test
  void weightedFacilitiesShareTheAnswers() {
    Selection all = Selection.of(weighted(3, 1, 0), Verdict.INITIAL, Map.of());
    assertThat(all.facilities()).containsExactly("primary", "secondary");
    assertThat(all.addresses()).containsExactly(P, P6, S);
    assertThat(all.reason()).isEqualTo(Reason.NORMAL);
    assertThat(all.portions())
        .containsExactly(
            new Selection.Portion("primary", List.of(P, P6), 3),
            new Selection.Portion("secondary", List.of(S), 1));
    assertThat(all.share("primary")).isEqualTo(0.75);
    assertThat(all.share("third")).isZero();
    Selection one = Selection.of(weighted(3, 1, 0), withdrawn(P), Map.of());
    assertThat(one.portions().getFirst().addresses()).containsExactly(P6);
  }

  @Test
  void aFacilityWithoutWeightServesOnlyWhereNoOtherIsAlive() {
    Policy policy = weighted(3, 0, 0);
    assertThat(Selection.of(policy, Verdict.INITIAL, Map.of()))
        .isEqualTo(new Selection(List.of("primary"), List.of(P, P6), Reason.NORMAL));
    Selection rest = Selection.of(policy, withdrawn(P, P6), Map.of());
    assertThat(rest.facilities()).containsExactly("secondary", "third");
    assertThat(rest.share("third")).isEqualTo(0.5);
    assertThat(Selection.of(policy, Verdict.INITIAL, order("primary", Order.Kind.MAINTENANCE)))
        .extracting(Selection::facilities)
        .isEqualTo(List.of("secondary", "third"));
    assertThat(Selection.of(weighted(0, 1, 0), withdrawn(P, P6, S, T), Map.of()))
        .isEqualTo(new Selection(List.of("secondary"), List.of(S), Reason.ALL_DEAD));
  }
}
