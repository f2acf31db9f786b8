package io.spillway.facility.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.WrittenAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliberationTest {
  private static final InetAddress P = address("203.0.113.10");
  private static final InetAddress S = address("198.51.100.10");
  private static final Duration VALIDITY = Duration.ofSeconds(1);
  private static final long SECOND = 1_000_000_000L;

  private final Policy policy = policy(new Failback.After(Duration.ofSeconds(60)), false);

  static InetAddress address(String text) {
    return Objects.requireNonNull(WrittenAddress.literal(text));
  }

  static Policy policy(Failback failback, boolean ownVotes) {
    return new Policy(
        Policy.Choice.ORDER,
        List.of(
            new Policy.Member("primary", List.of(P)), new Policy.Member("secondary", List.of(S))),
        3,
        failback,
        ownVotes);
  }

  private static Testimony lb1(View s, long at) {
    return new Testimony("lb1", "primary", Map.of(S, s), at);
  }

  private static Testimony lb2(View p, long at) {
    return new Testimony("lb2", "secondary", Map.of(P, p), at);
  }

  private static Testimony witness(View p, View s, long at) {
    return new Testimony("w1", null, Map.of(P, p, S, s), at);
  }

  private Deliberation first(Verdict verdict, Testimony... said) {
    return Deliberation.NONE.next(policy, verdict, List.of(said), VALIDITY, 0);
  }

  @Test
  void anAddressThatAllSeeDeadIsWithdrawn() {
    Deliberation made =
        first(
            Verdict.INITIAL,
            lb1(View.ALIVE, 0),
            lb2(View.DEAD, 0),
            witness(View.DEAD, View.ALIVE, 0));
    assertThat(made.quorum()).isTrue();
    assertThat(made.withdrawn()).containsExactly(P);
    assertThat(made.disagreesWith(Verdict.INITIAL)).isTrue();
  }

  @Test
  void aDeadFacilityIsWithdrawnByTheInstanceAndTheWitnessThatAreLeft() {
    Deliberation made =
        first(Verdict.INITIAL, lb2(View.DEAD, 0), witness(View.DEAD, View.ALIVE, 0));
    assertThat(made.withdrawn()).containsExactly(P);
  }

  @Test
  void whoHearsNobodyChangesNothing() {
    Deliberation made = first(Verdict.INITIAL, lb2(View.DEAD, 0));
    assertThat(made.quorum()).isFalse();
    assertThat(made.disagreesWith(Verdict.INITIAL)).isFalse();
  }

  @Test
  void whatWasSaidTooLongAgoDoesNotCount() {
    Deliberation made =
        Deliberation.NONE.next(
            policy,
            Verdict.INITIAL,
            List.of(lb2(View.DEAD, 5 * SECOND), witness(View.DEAD, View.ALIVE, 3 * SECOND)),
            VALIDITY,
            5 * SECOND);
    assertThat(made.heard()).containsExactly("lb2");
    assertThat(made.quorum()).isFalse();
  }

  @Test
  void aTieChangesNothing() {
    Deliberation cut =
        first(
            Verdict.INITIAL,
            lb1(View.ALIVE, 0),
            lb2(View.DEAD, 0),
            witness(View.ALIVE, View.ALIVE, 0));
    assertThat(cut.withdrawn()).isEmpty();
    Verdict withdrawn = new Verdict(1, Set.of(P));
    Deliberation back =
        Deliberation.NONE.next(
            policy,
            withdrawn,
            List.of(lb2(View.DEAD, 0), witness(View.ALIVE, View.ALIVE, 0)),
            VALIDITY,
            0);
    assertThat(back.wellSince()).isEmpty();
    assertThat(back.withdrawn()).containsExactly(P);
  }

  @Test
  void anInstanceHasNoSayAboutItsOwnFacilityUnlessTold() {
    Testimony own = new Testimony("lb1", "primary", Map.of(P, View.DEAD, S, View.ALIVE), 0);
    List<Testimony> said = List.of(own, witness(View.UNKNOWN, View.ALIVE, 0));
    assertThat(Deliberation.NONE.next(policy, Verdict.INITIAL, said, VALIDITY, 0).withdrawn())
        .isEmpty();
    Policy told = policy(Failback.IMMEDIATELY, true);
    assertThat(Deliberation.NONE.next(told, Verdict.INITIAL, said, VALIDITY, 0).withdrawn())
        .containsExactly(P);
  }

  private Deliberation wellAt(Deliberation before, Verdict verdict, View p, long at) {
    return before.next(
        policy,
        verdict,
        List.of(lb1(View.ALIVE, at), lb2(p, at), witness(p, View.ALIVE, at)),
        VALIDITY,
        at);
  }

  @Test
  void aFacilityServesAgainOnlyAfterTheHoldDownWithoutABreak() {
    Verdict verdict = new Verdict(1, Set.of(P));
    Deliberation made = wellAt(Deliberation.NONE, verdict, View.ALIVE, 0);
    made = wellAt(made, verdict, View.ALIVE, 59 * SECOND);
    assertThat(made.withdrawn()).containsExactly(P);
    made = wellAt(made, verdict, View.DEAD, 59 * SECOND + 1);
    made = wellAt(made, verdict, View.ALIVE, 60 * SECOND);
    assertThat(made.withdrawn()).containsExactly(P);
    made = wellAt(made, verdict, View.ALIVE, 119 * SECOND);
    assertThat(made.withdrawn()).containsExactly(P);
    made = wellAt(made, verdict, View.ALIVE, 120 * SECOND);
    assertThat(made.withdrawn()).isEmpty();
  }

  @Test
  void theHoldDownBeginsAnewWhenTheQuorumWasLost() {
    Verdict verdict = new Verdict(1, Set.of(P));
    Deliberation made = wellAt(Deliberation.NONE, verdict, View.ALIVE, 0);
    made = made.next(policy, verdict, List.of(lb2(View.ALIVE, SECOND)), VALIDITY, SECOND);
    assertThat(made.wellSince()).isEmpty();
    made = wellAt(made, verdict, View.ALIVE, 60 * SECOND);
    assertThat(made.withdrawn()).containsExactly(P);
  }

  @Test
  void aFacilityThatIsWellServesAtOnceWhereNoOtherWould() {
    Verdict verdict = new Verdict(1, Set.of(P));
    Deliberation made =
        first(verdict, lb1(View.DEAD, 0), lb2(View.ALIVE, 0), witness(View.ALIVE, View.DEAD, 0));
    assertThat(made.withdrawn()).containsExactly(S);
  }

  @Test
  void addressesThatAreNoLongerConfiguredLeaveTheVerdict() {
    Verdict verdict = new Verdict(4, Set.of(address("192.0.2.99")));
    Deliberation made =
        first(verdict, lb1(View.ALIVE, 0), lb2(View.ALIVE, 0), witness(View.ALIVE, View.ALIVE, 0));
    assertThat(made.withdrawn()).isEmpty();
  }
}
