package io.spillway.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies(2);

  @Test
  void aFewStreamsAreAveragedOverThemselves() {
    latencies.add(0, 10, 1, 100, 200);
    latencies.add(1, 20, 3, 300, 400);
    assertThat(latencies.average(Latency.QUEUE)).isEqualTo(15);
    assertThat(latencies.average(Latency.CONNECT)).isEqualTo(2);
    assertThat(latencies.average(Latency.RESPONSE)).isEqualTo(200);
    assertThat(latencies.max(Latency.TOTAL)).isEqualTo(400);
  }

  @Test
  void oldStreamsAreForgotten() {
    for (int i = 0; i < 1024; i++) {
      latencies.add(0, 1000, 0, 0, 0);
    }
    assertThat(latencies.average(Latency.QUEUE)).isEqualTo(1000);
    for (int i = 0; i < 10_000; i++) {
      latencies.add(0, 10, 0, 0, 0);
    }
    assertThat(latencies.average(Latency.QUEUE)).isBetween(10L, 11L);
  }

  @Test
  void aDurationThatWasNotReachedCountsAsNothing() {
    latencies.add(0, -1, -1, -1, 7);
    assertThat(latencies.average(Latency.QUEUE)).isZero();
    assertThat(latencies.average(Latency.TOTAL)).isEqualTo(7);
  }
}
