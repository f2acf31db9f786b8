package io.spillway.facility.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.maintenance.MaintenanceWindow;
import io.spillway.facility.maintenance.Occurrence;
import io.spillway.facility.verdict.Failback;
import io.spillway.facility.verdict.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance windows with real sockets and files, and clocks that the test holds. */
class MaintenanceTest {
  private static final Instant BEGIN = Instant.parse("2026-12-01T02:00:00Z");
  private static final Instant END = Instant.parse("2026-12-01T04:00:00Z");
  private static final Instant DAY_BEFORE = BEGIN.minus(Duration.ofDays(1));

  @TempDir private Path directory;
  private Cluster cluster;

  @BeforeEach
  void build() throws IOException {
    cluster = new Cluster(directory, Failback.IMMEDIATELY);
    cluster.setMaintenance(new MaintenanceWindow.Once(new Occurrence(BEGIN, END)));
    for (String voter : Cluster.VOTERS) {
      cluster.setDate(voter, DAY_BEFORE);
    }
  }

  @AfterEach
  void close() throws IOException {
    cluster.close();
  }

  private Order.Kind order(String voter) {
    return cluster.status(voter).facilities().getFirst().order().kind();
  }

  private void openTheWindow() {
    cluster.setDate("lb1", BEGIN);
    cluster.awaitAnswer("secondary", "lb1", "lb2", "w1");
  }

  @Test
  void theClockOfTheFirstVoterOpensAndClosesTheWindowForAll() throws IOException {
    cluster.setDate("lb2", BEGIN);
    cluster.setDate("w1", END.plus(Duration.ofDays(1000)));
    cluster.startAll();
    cluster.setDate("lb1", BEGIN.minusSeconds(1));
    assertThat(cluster.answer("lb2")).isEqualTo("primary");
    assertThat(cluster.status("lb1").facilities().getFirst().next())
        .isEqualTo(new Occurrence(BEGIN, END));
    openTheWindow();
    for (String voter : Cluster.VOTERS) {
      FacilityStatus.SiteStatus site = cluster.status(voter).facilities().getFirst();
      assertThat(site.until()).isEqualTo(END);
      assertThat(site.author()).isEqualTo("lb1");
    }
    cluster.setDate("lb1", END);
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    for (String voter : Cluster.VOTERS) {
      assertThat(cluster.runtime(voter).history(100))
          .anyMatch(line -> line.contains(" maintenance-begins facility primary is taken out"))
          .anyMatch(line -> line.contains(" maintenance-ends facility primary follows"));
    }
  }

  @Test
  void theFacilityStillServesWhereNothingElseIsAlive() throws IOException {
    cluster.startAll();
    openTheWindow();
    cluster.shut("secondary");
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    assertThat(order("lb2")).isEqualTo(Order.Kind.MAINTENANCE);
  }

  @Test
  void anOperatorsOrderEndsTheWindowForGood() throws IOException {
    cluster.startAll();
    openTheWindow();
    cluster.runtime("w1").order("primary", Order.Kind.AUTO, Duration.ZERO).join();
    cluster.awaitAnswer("primary", "lb1", "lb2", "w1");
    cluster.setDate("lb1", BEGIN.plusSeconds(60));
    cluster.stop("lb2");
    // The loss is told at the end of a round that has looked at the windows before.
    Cluster.await(() -> cluster.happened("lb1", "peer-lost"));
    assertThat(order("lb1")).isEqualTo(Order.Kind.AUTO);
    assertThat(cluster.answer("w1")).isEqualTo("primary");
  }

  @Test
  void aFacilityThatAnOperatorForcedIsPassedOver() throws IOException {
    cluster.startAll();
    cluster.runtime("lb2").order("primary", Order.Kind.FORCE, Duration.ZERO).join();
    cluster.setDate("lb1", BEGIN);
    for (String voter : Cluster.VOTERS) {
      Cluster.await(() -> cluster.happened(voter, "maintenance-passed-over"));
    }
    assertThat(order("w1")).isEqualTo(Order.Kind.FORCE);
    assertThat(cluster.answer("w1")).isEqualTo("primary");
  }

  @Test
  void anOpenWindowSurvivesRestartsAndTheEndOfTheOneThatOpenedIt() throws IOException {
    cluster.startAll();
    openTheWindow();
    for (String voter : Cluster.VOTERS) {
      cluster.stop(voter);
    }
    cluster.setDate("lb2", BEGIN.minusSeconds(60));
    cluster.start("lb2");
    assertThat(cluster.answer("lb2")).isEqualTo("secondary");
    cluster.start("w1");
    cluster.runtime("w1").settled().join();
    cluster.setDate("lb2", END.minusSeconds(1));
    assertThat(cluster.answer("w1")).isEqualTo("secondary");
    cluster.setDate("lb2", END);
    cluster.awaitAnswer("primary", "lb2", "w1");
    assertThat(cluster.status("w1").facilities().getFirst().author()).isEqualTo("lb2");
    cluster.start("lb1");
    cluster.awaitAnswer("primary", "lb1");
  }

  @Test
  void oneThatIsCutOffOpensNoWindow() throws IOException {
    cluster.startAll();
    cluster.isolate("lb1");
    Cluster.await(() -> cluster.happened("lb1", "cut-off"));
    cluster.setDate("lb1", BEGIN);
    cluster.setDate("lb2", BEGIN);
    cluster.awaitAnswer("secondary", "lb2", "w1");
    assertThat(cluster.answer("lb1")).isEqualTo("primary");
    assertThat(cluster.happened("lb1", "maintenance-begins")).isFalse();
    cluster.mendAll();
    cluster.awaitAnswer("secondary", "lb1");
    assertThat(cluster.status("lb1").facilities().getFirst().author()).isEqualTo("lb2");
  }
}
