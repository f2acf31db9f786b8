package io.spillway.facility.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.verdict.Failback;
import io.spillway.facility.verdict.Order;
import io.spillway.facility.verdict.Selection;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances and a witness with real sockets, checks and files. */
class FailoverTest {
  @TempDir private Path directory;
  private Cluster cluster;

  @BeforeEach
  void build() throws IOException {
    cluster = new Cluster(directory, new Failback.After(Duration.ofSeconds(2)));
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
  }

  private long changes(String voter) {
    return cluster.events(voter).stream()
        .filter(FacilityEvent.VerdictChanged.class::isInstance)
        .count();
  }

  @Test
  void theNameMovesWhenThePreferredAddressDiesAndReturnsAfterTheHoldDown() throws IOException {
    cluster.startAll();
    assertThat(cluster.answer("lb1")).isEqualTo("primary");
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    assertThat(cluster.revision("lb1")).isEqualTo(1);
    assertThat(cluster.revision("lb2")).isEqualTo(1);
    assertThat(cluster.runtime("lb1").answers().answer(Cluster.NAME).timeToLive())
        .isEqualTo(Duration.ofSeconds(5));
    long open = System.nanoTime();
    cluster.open("primary");
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    assertThat(System.nanoTime() - open).isGreaterThan(Duration.ofSeconds(2).toNanos());
    assertThat(cluster.runtime("lb2").answers().answer(Cluster.NAME).timeToLive())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(changes("lb2")).isEqualTo(2);
  }

  @Test
  void aWrongStatusIsAsDeadAsNoAnswer() throws IOException {
    cluster.startAll();
    cluster.site("primary").answer(503);
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
  }

  @Test
  void aDeadFacilityIsOutvotedByTheInstanceAndTheWitnessThatAreLeft() throws IOException {
    cluster.startAll();
    cluster.shut("primary");
    cluster.stop("lb1");
    cluster.awaitAnswer("secondary", "lb2", "w1");
  }

  @Test
  void anInstanceThatIsCutOffChangesNothingAndFollowsWhenItIsBack() throws IOException {
    cluster.startAll();
    cluster.isolate("lb1");
    Cluster.await(() -> cluster.happened("lb1", "cut-off"));
    cluster.shut("primary");
    cluster.shut("secondary");
    cluster.open("secondary");
    cluster.awaitAnswer("secondary", "lb2", "w1");
    assertThat(cluster.answer("lb1")).isEqualTo("primary");
    assertThat(cluster.revision("lb1")).isZero();
    cluster.mendAll();
    cluster.awaitAnswer("secondary", "lb1");
    Cluster.await(() -> cluster.happened("lb1", "quorum-regained"));
  }

  @Test
  void withTheWitnessDeadTheTwoStillDecide() throws IOException {
    cluster.startAll();
    cluster.stop("w1");
    Cluster.await(() -> cluster.happened("lb2", "peer-lost"));
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2");
  }

  @Test
  void whoIsLeftAloneDecidesNothing() throws IOException {
    cluster.startAll();
    cluster.stop("w1");
    cluster.stop("lb1");
    Cluster.await(() -> cluster.happened("lb2", "cut-off"));
    cluster.shut("primary");
    Cluster.await(() -> cluster.happened("lb2", "view-changed"));
    Cluster.await(
        () -> cluster.status("lb2").names().getFirst().addresses().getFirst().tally().saysDead());
    assertThat(cluster.answer("lb2")).isEqualTo("primary");
  }

  @Test
  void aOneWayCutMovesNothingAndNoTwoFacilitiesAreAgreedOn() throws IOException {
    cluster.startAll();
    cluster.wire("lb1", "lb2").cutForward();
    Cluster.await(() -> !cluster.status("lb2").voters().getFirst().heard());
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    Set<Long> revisions = new HashSet<>();
    Cluster.VOTERS.forEach(voter -> revisions.add(cluster.revision(voter)));
    assertThat(revisions).containsExactly(1L);
  }

  @Test
  void anInstanceThatSeesNothingAndHearsLessThanAnotherDoesNotMoveTheName() throws IOException {
    // As where the primary's public side is cut: lb1 hears lb2 over the private link alone.
    cluster.blind("lb1");
    cluster.startAll();
    cluster.part("lb1", "w1");
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    Cluster.await(
        () -> cluster.status("lb1").names().getFirst().addresses().getLast().tally().saysDead());
    cluster.runtime("lb1").order("primary", Order.Kind.DRILL, Duration.ofSeconds(1)).join();
    Cluster.await(
        () -> cluster.status("lb1").facilities().getFirst().order().kind() == Order.Kind.AUTO);
    for (String voter : Cluster.VOTERS) {
      assertThat(cluster.revision(voter)).isEqualTo(1);
      assertThat(cluster.answer(voter)).isEqualTo("secondary");
    }
  }

  @Test
  void whenEverythingLooksDeadThePreferredFacilityIsAnsweredAndThatIsTold() throws IOException {
    cluster.startAll();
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    cluster.shut("secondary");
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    for (String voter : Cluster.VOTERS) {
      Cluster.await(() -> cluster.happened(voter, "all-dead"));
    }
    cluster.open("secondary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
  }

  @Test
  void anInstanceThatStartsAgainKnowsTheVerdictAndLearnsWhatItMissed() throws IOException {
    cluster.startAll();
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    cluster.stop("lb1");
    FacilityRuntime again = cluster.start("lb1");
    assertThat(cluster.answer("lb1")).isEqualTo("secondary");
    again.settled().join();
    cluster.stop("lb1");
    cluster.open("primary");
    cluster.awaitAnswer("primary", "lb2", "w1");
    cluster.start("lb1").settled().join();
    cluster.awaitAnswer("primary", "lb1");
    assertThat(cluster.revision("lb1")).isEqualTo(2);
  }

  @Test
  void whatAnOperatorDecidedHoldsEverywhereAndSurvivesRestarts() throws IOException {
    cluster.startAll();
    cluster.runtime("lb2").order("primary", Order.Kind.DRAIN, Duration.ZERO).join();
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    for (String voter : Cluster.VOTERS) {
      cluster.stop(voter);
    }
    cluster.startAll();
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    cluster.runtime("w1").order("primary", Order.Kind.FORCE, Duration.ZERO).join();
    cluster.shut("primary");
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    Cluster.await(() -> cluster.revision("lb1") == 1);
    assertThat(cluster.answer("lb1")).isEqualTo("primary");
    assertThat(cluster.status("lb1").names().getFirst().selection().reason())
        .isEqualTo(Selection.Reason.FORCED);
    cluster.runtime("lb1").order("primary", Order.Kind.AUTO, Duration.ZERO).join();
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
  }

  @Test
  void anOperatorIsObeyedWithoutAQuorum() throws IOException {
    cluster.startAll();
    cluster.stop("w1");
    cluster.stop("lb1");
    cluster.runtime("lb2").order("secondary", Order.Kind.FORCE, Duration.ZERO).join();
    cluster.awaitAnswer("secondary", "lb2");
  }

  @Test
  void aDrillEndsByItselfAlsoWhereTheOneThatWasToldIsGone() throws IOException {
    cluster.startAll();
    cluster.runtime("lb1").order("primary", Order.Kind.DRILL, Duration.ofMillis(500)).join();
    cluster.awaitAnswer("secondary", "lb2");
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    cluster.runtime("lb1").order("primary", Order.Kind.DRILL, Duration.ofMillis(500)).join();
    cluster.awaitAnswer("secondary", "lb2", "w1");
    cluster.stop("lb1");
    cluster.awaitAnswer("primary", "lb2", "w1");
  }

  @Test
  void aManualFailbackWaitsForTheOperator() throws IOException {
    cluster.close();
    cluster = new Cluster(directory.resolve("manual"), Failback.MANUAL);
    cluster.startAll();
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    cluster.open("primary");
    Cluster.await(
        () -> cluster.status("lb1").names().getFirst().addresses().getFirst().wellFor() != null);
    assertThat(cluster.answer("lb1")).isEqualTo("secondary");
    assertThat(cluster.runtime("lb1").failback("primary").join()).isTrue();
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
  }

  @Test
  void whoHasAnotherSecretIsRefusedAndThatIsToldOnce() throws IOException {
    cluster.changeSecret("w1");
    for (String voter : Cluster.VOTERS) {
      cluster.start(voter);
    }
    Cluster.await(() -> cluster.happened("lb1", "peer-refused"));
    Cluster.await(() -> cluster.happened("lb1", "peer-lost"));
    assertThat(
            cluster.events("lb1").stream()
                .filter(FacilityEvent.PeerRefused.class::isInstance)
                .filter(event -> event.text().contains("another secret")))
        .hasSize(1);
    assertThat(cluster.status("lb1").voters().get(1).heard()).isTrue();
    assertThat(cluster.status("lb1").voters().get(2).heard()).isFalse();
  }

  @Test
  void garbageIsRefusedAndHurtsNobody() throws IOException {
    cluster.startAll();
    for (int i = 0; i < 100; i++) {
      try (Socket stranger = new Socket()) {
        stranger.connect(cluster.address("lb1"));
        stranger.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3});
        stranger.getOutputStream().flush();
      }
    }
    Cluster.await(() -> cluster.happened("lb1", "peer-refused"));
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
  }

  @Test
  void theHistoryIsKeptInAFile() throws IOException {
    cluster.startAll();
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    Cluster.await(
        () ->
            cluster.runtime("lb1").history(100).stream()
                .anyMatch(line -> line.contains("verdict-changed")));
    List<String> lines = Files.readAllLines(directory.resolve("lb1/history"));
    assertThat(lines)
        .anyMatch(line -> line.contains("moves from primary to secondary"))
        .allMatch(line -> line.matches("\\S+Z (NOTICE|WARNING|ALERT) \\S+ .+"));
    cluster.stop("lb1");
    cluster.start("lb1");
    assertThat(cluster.runtime("lb1").history(1000)).containsAll(lines);
  }

  @Test
  void facilitiesShareTheAnswersByTheirWeightsWhileTheyAreAlive() throws IOException {
    cluster.setWeights(3, 1);
    cluster.startAll();
    assertThat(cluster.status("lb1").names().getFirst().shares())
        .containsExactly(
            new FacilityStatus.ShareStatus("primary", 3, 0.75),
            new FacilityStatus.ShareStatus("secondary", 1, 0.25));
    assertThat(cluster.runtime("lb1").answers().answer(Cluster.NAME).portions())
        .containsExactly(
            new NameAnswer.Portion(List.of(Cluster.publicAddress("primary")), 3),
            new NameAnswer.Portion(List.of(Cluster.publicAddress("secondary")), 1));
    cluster.shut("primary");
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
    assertThat(cluster.runtime("lb1").answers().answer(Cluster.NAME).portions()).isEmpty();
    Cluster.await(
        () ->
            cluster
                .status("lb1")
                .names()
                .getFirst()
                .shares()
                .equals(
                    List.of(
                        new FacilityStatus.ShareStatus("primary", 3, 0),
                        new FacilityStatus.ShareStatus("secondary", 1, 1))));
  }

  @Test
  void thePlanTellsWhatWouldFollow() throws IOException {
    cluster.startAll();
    Cluster.await(
        () -> cluster.status("lb2").names().getFirst().addresses().getFirst().tally().alive() == 2);
    Forecast forecast = cluster.runtime("lb2").plan("primary").join().getFirst();
    assertThat(forecast.quorum()).isTrue();
    assertThat(forecast.then().facilities()).containsExactly("secondary");
    assertThat(cluster.answer("lb2")).isEqualTo("primary");
  }
}
