package io.spillway.facility.provider.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.election.QuorumElection.Known;
import io.spillway.facility.provider.election.WriterElection.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuorumElectionTest {
  private static final List<String> ORDER = List.of("lb1", "lb2");
  private static final Duration VALID = Duration.ofSeconds(1);

  private static Standing conclude(String self, Map<String, Set<String>> hears) {
    return conclude(self, hears, Set.of());
  }

  private static Standing conclude(
      String self, Map<String, Set<String>> hears, Set<String> standBack) {
    return QuorumElection.conclude(new Known(self, ORDER, 3, hears, standBack, VALID));
  }

  @Test
  void theFirstInstanceThatAMajorityHearsWrites() {
    Map<String, Set<String>> hears =
        Map.of(
            "lb1", Set.of("lb1", "lb2", "w"),
            "lb2", Set.of("lb1", "lb2", "w"),
            "w", Set.of("lb1", "lb2", "w"));
    assertThat(conclude("lb1", hears)).isEqualTo(new Standing.Writer(VALID));
    assertThat(conclude("lb2", hears)).isEqualTo(new Standing.Other("lb1", "lb1 writes"));
  }

  @Test
  void anInstanceThatIsCutOffDoesNotWriteAndTheNextOneDoes() {
    assertThat(conclude("lb1", Map.of("lb1", Set.of("lb1")))).isInstanceOf(Standing.Other.class);
    assertThat(conclude("lb2", Map.of("lb2", Set.of("lb2", "w"), "w", Set.of("lb2", "w"))))
        .isInstanceOf(Standing.Writer.class);
  }

  @Test
  void anInstanceThatHearsFewerThanAnotherLeavesTheWritingToIt() {
    // lb1's public side is cut: it hears lb2 over the private link, and the witness not at all.
    Set<String> all = Set.of("lb1", "lb2", "w");
    Set<String> cut = Set.of("lb1", "lb2");
    Map<String, Set<String>> atFirst = Map.of("lb1", cut, "lb2", all);
    Map<String, Set<String>> atSecond = Map.of("lb1", cut, "lb2", all, "w", Set.of("lb2", "w"));
    assertThat(conclude("lb1", atFirst)).isEqualTo(new Standing.Other("lb2", "lb2 writes"));
    assertThat(conclude("lb2", atSecond)).isEqualTo(new Standing.Writer(VALID));
  }

  @Test
  void anInstanceThatDoesNotReachTheProviderLeavesTheWritingToOneThatMay() {
    Set<String> all = Set.of("lb1", "lb2", "w");
    Map<String, Set<String>> hears = Map.of("lb1", all, "lb2", Set.of("lb1", "lb2"), "w", all);
    assertThat(conclude("lb2", hears, Set.of("lb1"))).isEqualTo(new Standing.Writer(VALID));
    assertThat(conclude("lb1", hears, Set.of("lb1")))
        .isEqualTo(new Standing.Other("lb2", "lb2 writes"));
    // Where none does, the first one goes on trying.
    assertThat(conclude("lb1", hears, Set.of("lb1", "lb2"))).isEqualTo(new Standing.Writer(VALID));
    // One that is not heard cannot help.
    Map<String, Set<String>> alone = Map.of("lb1", Set.of("lb1", "w"), "w", Set.of("lb1", "w"));
    assertThat(conclude("lb1", alone, Set.of("lb1"))).isEqualTo(new Standing.Writer(VALID));
  }

  @Test
  void anInstanceThatHearsButIsNotHeardDoesNotWrite() {
    Map<String, Set<String>> hears =
        Map.of(
            "lb1", Set.of("lb1", "lb2", "w"),
            "lb2", Set.of("lb2", "w"),
            "w", Set.of("lb2", "w"));
    assertThat(conclude("lb1", hears)).isInstanceOf(Standing.Other.class);
    assertThat(conclude("lb2", hears)).isInstanceOf(Standing.Writer.class);
  }

  @Test
  void whatIsKnownForNoLongerTimeGivesNoRight() {
    Map<String, Set<String>> hears = Map.of("lb1", Set.of("lb1", "w"), "w", Set.of("lb1", "w"));
    assertThat(QuorumElection.conclude(new Known("lb1", ORDER, 3, hears, Set.of(), Duration.ZERO)))
        .isInstanceOf(Standing.Other.class);
  }

  /** Whatever is heard by whom: those who know the same never write at once. */
  @Test
  void neverDoTwoThatKnowTheSameBothWrite() {
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      List<String> voters = List.of("a", "b", "c", "d", "e").subList(0, 2 + random.nextInt(4));
      Map<String, Set<String>> hears = new HashMap<>();
      for (String voter : voters) {
        if (random.nextInt(4) > 0) {
          Set<String> heard = new HashSet<>(Set.of(voter));
          voters.stream().filter(v -> random.nextInt(3) > 0).forEach(heard::add);
          hears.put(voter, heard);
        }
      }
      Set<String> back = new HashSet<>();
      voters.stream().filter(v -> random.nextInt(3) == 0).forEach(back::add);
      long writers =
          voters.stream()
              .filter(
                  self ->
                      QuorumElection.conclude(
                              new Known(self, voters, voters.size(), hears, back, VALID))
                          instanceof Standing.Writer)
              .count();
      assertThat(writers).as("hears %s", hears).isLessThanOrEqualTo(1);
      if (hears.size() < voters.size() / 2 + 1) {
        assertThat(writers).isZero();
      }
    }
  }
}
