package io.spillway.facility.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelianceTest {
  private static final long MILLI = 1_000_000;
  private static final long BEGIN = Long.MAX_VALUE - 500 * MILLI; // nanoTime may overflow

  private final Reliance reliance = new Reliance(Duration.ofMillis(1000));

  private static long at(long millis) {
    return BEGIN + millis * MILLI;
  }

  @Test
  void answersHoldBeforeTheStartAndWhileTheProcessRuns() {
    assertThat(reliance.holds(at(5000))).isTrue();
    reliance.begin(at(0));
    for (int millis = 250; millis < 3000; millis += 250) {
      reliance.beat(at(millis));
      assertThat(reliance.holds(at(millis + 249))).isTrue();
    }
  }

  @Test
  void afterAStopTheyDoNotHoldUntilAMajorityWasHeardInARoundThatBeganLater() {
    reliance.begin(at(0));
    assertThat(reliance.holds(at(9000)))
        .as("before anything but the clock was looked at")
        .isFalse();
    reliance.beat(at(9001));
    assertThat(reliance.holds(at(9002))).isFalse();
    reliance.worked(at(100), true); // began before the stop
    assertThat(reliance.holds(at(9003))).isFalse();
    reliance.worked(at(9003), false);
    assertThat(reliance.holds(at(9004))).isFalse();
    reliance.worked(at(9100), true);
    assertThat(reliance.holds(at(9101))).isTrue();
  }

  @Test
  void whereNobodyIsHeardTheyHoldAgainAfterAWhile() {
    reliance.begin(at(0));
    reliance.beat(at(9000));
    for (int millis = 9250; millis <= 11_250; millis += 250) {
      reliance.beat(at(millis));
      reliance.worked(at(millis), false);
      assertThat(reliance.holds(at(millis))).isEqualTo(millis > 11_000);
    }
  }

  @Test
  void oneThatHasEndedLeavesTheAnswersAsTheyAre() {
    reliance.begin(at(0));
    reliance.end();
    assertThat(reliance.holds(at(60_000))).isTrue();
  }
}
