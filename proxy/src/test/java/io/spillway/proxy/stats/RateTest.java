package io.spillway.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
  private final Rate rate = new Rate(2);

  private void add(int events, long now) {
    for (int i = 0; i < events; i++) {
      rate.increment(i % 2, now);
    }
  }

  @Test
  void thisSecondsEventsCountWholly() {
    add(10, 5_000);
    assertThat(rate.perSecond(5_500)).isEqualTo(10);
  }

  @Test
  void theLastSecondsEventsCountAsFarAsTheWindowCoversThem() {
    add(100, 5_000);
    add(10, 6_000);
    assertThat(rate.perSecond(6_250)).isEqualTo(10 + 75);
  }

  @Test
  void afterTwoSecondsNothingIsLeft() {
    add(100, 5_000);
    assertThat(rate.perSecond(7_000)).isZero();
  }

  @Test
  void theMaximumIsThatOfTheBusiestSecond() {
    add(30, 5_000);
    add(70, 6_999);
    add(20, 9_000);
    assertThat(rate.max(9_500)).isEqualTo(70);
    rate.resetMax();
    assertThat(rate.max(12_000)).isZero();
  }
}
