package io.spillway.proxy.bandwidth;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableDefinition;
import io.spillway.proxy.table.TableEntry;
import io.spillway.rules.sample.Sample;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How many bytes pass in which time, by a clock of the test's own. */
class ThrottleTest {
  private static final int PERIOD = 1000;
  private static final long START = 123_456;

  private static BandwidthFilter filter(long limit, int smallest) {
    return new BandwidthFilter("f", Direction.OUT, limit, PERIOD, smallest, null, null);
  }

  /** Sends as much as may pass until {@code end}; asserts the limit for each period on the way. */
  private static long send(Throttle throttle, long limit, long end) {
    ArrayDeque<long[]> window = new ArrayDeque<>();
    long total = 0;
    long inWindow = 0;
    for (long now = START; now < end; ) {
      int allowed = throttle.allowed(100_000, now);
      if (allowed > 0) {
        throttle.passed(allowed, now);
        window.add(new long[] {now, allowed});
        total += allowed;
        inWindow += allowed;
      } else {
        now += throttle.waitMillis();
      }
      while (!window.isEmpty() && window.peek()[0] <= now - 2 * PERIOD) {
        inWindow -= window.remove()[1];
      }
      assertThat(inWindow).isLessThanOrEqualTo(3 * limit);
    }
    return total;
  }

  @Test
  void aStreamGetsItsLimitInEachPeriod() {
    Throttle throttle = new Throttle();
    throttle.limit(filter(5000, 0), 5000, PERIOD);
    assertThat(throttle.allowed(100_000, START)).isEqualTo(5000);
    assertThat(send(throttle, 5000, START + 20 * PERIOD)).isBetween(80_000L, 105_000L);
  }

  @Test
  void whatIsLittleEnoughPassesAtOnce() {
    Throttle throttle = new Throttle();
    throttle.limit(filter(5000, 0), 5000, PERIOD);
    assertThat(throttle.allowed(10, START)).isEqualTo(10);
    throttle.passed(4995, START);
    assertThat(throttle.allowed(5, START)).isEqualTo(5);
    assertThat(throttle.allowed(6, START)).isZero();
  }

  @Test
  void noLessThanTheSmallestPiecePassesUnlessItIsTheLast() {
    Throttle throttle = new Throttle();
    throttle.limit(filter(5000, 2000), 5000, PERIOD);
    throttle.passed(4000, START);
    assertThat(throttle.allowed(100_000, START)).isZero();
    assertThat(throttle.allowed(1000, START)).isEqualTo(1000);
    assertThat(throttle.allowed(100_000, START + 2 * PERIOD)).isEqualTo(5000);
  }

  @Test
  void theTightestOfSeveralLimitsCounts() {
    Throttle throttle = new Throttle();
    throttle.limit(filter(5000, 0), 5000, PERIOD);
    throttle.limit(filter(3000, 0), 3000, PERIOD);
    assertThat(throttle.allowed(100_000, START)).isEqualTo(3000);
    assertThat(send(throttle, 3000, START + 10 * PERIOD)).isBetween(20_000L, 34_000L);
  }

  @Test
  void aRuleChangesALimitThatIsOn() {
    Throttle throttle = new Throttle();
    BandwidthFilter filter = filter(5000, 0);
    throttle.limit(filter, 5000, PERIOD);
    throttle.passed(1000, START);
    throttle.limit(filter, 2000, PERIOD);
    assertThat(throttle.allowed(100_000, START)).isEqualTo(1000);
    throttle.end(START);
    assertThat(throttle.isActive()).isFalse();
    assertThat(throttle.allowed(100_000, START)).isEqualTo(100_000);
  }

  @Test
  void streamsThatShareALimitGetEqualPartsOfIt() {
    StoredData rate = new StoredData(DataType.BYTES_OUT_RATE, 1, PERIOD, 0);
    StickTable table =
        new StickTable(
            new TableDefinition("t", KeyType.INTEGER, 0, 10, 60_000, false, List.of(rate)));
    BandwidthFilter filter = new BandwidthFilter("f", Direction.OUT, 8000, 0, 0, null, null);
    Throttle[] throttles = {new Throttle(), new Throttle()};
    Sample key = new Sample(100);
    for (Throttle throttle : throttles) {
      key.integer(7);
      TableEntry entry = Objects.requireNonNull(table.acquire(key, START));
      throttle.share(filter, table, entry, START);
    }
    assertThat(throttles[0].allowed(100_000, START)).isEqualTo(4000);
    throttles[0].passed(4000, START);
    assertThat(throttles[1].allowed(100_000, START)).isEqualTo(2000);
    throttles[0].end(START);
    assertThat(throttles[1].allowed(100_000, START)).isEqualTo(4000);
    throttles[1].passed(4000, START);
    assertThat(throttles[1].allowed(100_000, START)).isZero();
    assertThat(throttles[1].allowed(100_000, START + 2 * PERIOD)).isEqualTo(8000);
    throttles[1].end(START);
  }
}
