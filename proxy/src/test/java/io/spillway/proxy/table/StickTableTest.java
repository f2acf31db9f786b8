package io.spillway.proxy.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a stick table keeps, and what it forgets. */
class StickTableTest {
  private static final long START = 1000;

  private static StickTable table(int size, long expireMillis, boolean noPurge) {
    return new StickTable(
        new TableLine(
                "t",
                KeyType.INTEGER,
                0,
                size,
                expireMillis,
                noPurge,
                List.of(
                    new StoredData(DataType.GPC0, 1, 0, 0),
                    new StoredData(DataType.GPC0_RATE, 1, 100, 0)))
            .build(Set.of()));
  }

  private static Sample key(long number) {
    Sample sample = new Sample(64);
    sample.integer(number);
    return sample;
  }

  private static @Nullable TableEntry add(StickTable table, long key, long now) {
    return table.findOrAdd(key(key), now);
  }

  @Test
  void aKeyIsForgottenWhenItWasNotUsedForTheTime() {
    StickTable table = table(10, 100, false);
    TableEntry entry = add(table, 1, START);
    assertThat(table.find(key(1), START + 100)).isSameAs(entry);
    assertThat(table.find(key(1), START + 101)).isNull();
    assertThat(add(table, 1, START + 101)).isNotSameAs(entry);
    assertThat(table.count()).isEqualTo(1);
    assertThat(table.sweep(START + 202)).isEqualTo(1);
    assertThat(table.count()).isZero();
  }

  @Test
  void useBeginsTheTimeAnew() {
    StickTable table = table(10, 100, false);
    TableEntry entry = table.findOrAdd(key(1), START);
    add(table, 2, START);
    if (entry != null) {
      table.touch(entry, START + 50);
    }
    assertThat(table.sweep(START + 120)).isEqualTo(1);
    assertThat(table.find(key(1), START + 120)).isSameAs(entry);
    assertThat(table.sweep(START + 151)).isEqualTo(1);
  }

  @Test
  void aTrackedKeyIsNotForgottenUntilItIsReleased() {
    StickTable table = table(2, 100, false);
    TableEntry tracked = table.acquire(key(1), START);
    add(table, 2, START + 1);
    add(table, 3, START + 2);
    add(table, 4, START + 1000);
    assertThat(tracked).isNotNull();
    assertThat(table.find(key(1), START + 1000)).isSameAs(tracked);
    assertThat(table.count()).isEqualTo(2);
    if (tracked != null) {
      assertThat(table.remove(tracked)).isFalse();
      table.release(tracked, START + 1000);
    }
    assertThat(table.find(key(1), START + 1100)).isSameAs(tracked);
    assertThat(table.find(key(1), START + 1101)).isNull();
  }

  @Test
  void aFullTableOfTrackedKeysTakesNoOther() {
    StickTable table = table(2, 0, false);
    assertThat(table.acquire(key(1), START)).isNotNull();
    assertThat(table.acquire(key(2), START)).isNotNull();
    assertThat(table.acquire(key(3), START + 5)).isNull();
  }

  @Test
  void aFullTableForgetsTheKeysThatWereUsedLongestAgo() {
    int size = 10_000;
    StickTable table = table(size, 0, false);
    for (int i = 0; i < size; i++) {
      add(table, i, START + i);
    }
    TableEntry oldest = table.find(key(0), START);
    if (oldest != null) {
      table.touch(oldest, START + size);
    }
    add(table, size, START + size + 1);
    assertThat(table.count()).isEqualTo(size - (size >> 8));
    assertThat(table.find(key(0), START)).isNotNull();
    assertThat(table.find(key(1), START)).isNull();
    assertThat(table.find(key(1 + (size >> 8)), START)).isNull();
    assertThat(table.find(key(2 + (size >> 8)), START)).isNotNull();
  }

  @Test
  void manyThreadsCountExactlyAndKeepTheSize() throws Exception {
    int threads = 4;
    int rounds = 20_000;
    int keys = 100;
    StickTable table = table(5000, 0, false);
    StoredData count = table.stored(DataType.GPC0);
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int thread = 0; thread < threads; thread++) {
        int first = 1_000_000 * (thread + 1);
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    TableEntry shared = table.acquire(key(i % keys), START);
                    if (shared != null && count != null) {
                      count.add(shared, 0, 1, START);
                    }
                    add(table, first + i, START);
                    assertThat(table.count()).isLessThanOrEqualTo(5000);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    long total = 0;
    for (int i = 0; i < keys; i++) {
      TableEntry entry = table.find(key(i), START);
      total += entry == null || count == null ? 0 : count.value(entry, 0, START);
    }
    assertThat(total).isEqualTo((long) threads * rounds);
    assertThat(table.entries(START)).hasSize(table.count());
  }

  @Test
  void aRateCountsABurstExactlyAndFadesOverThePeriodAfter() {
    StickTable table = table(10, 0, false);
    StoredData rate = table.stored(DataType.GPC0_RATE);
    TableEntry entry = add(table, 1, START);
    assertThat(rate).isNotNull();
    assertThat(entry).isNotNull();
    if (rate == null || entry == null) {
      return;
    }
    for (int i = 0; i < 10; i++) {
      rate.add(entry, 0, 1, START + i);
    }
    assertThat(rate.value(entry, 0, START + 99)).isEqualTo(10);
    assertThat(rate.value(entry, 0, START + 150)).isEqualTo(5);
    rate.add(entry, 0, 1, START + 150);
    assertThat(rate.value(entry, 0, START + 150)).isEqualTo(6);
    assertThat(rate.value(entry, 0, START + 400)).isZero();
    rate.add(entry, 0, 1, START + 400);
    assertThat(rate.value(entry, 0, START + 400)).isEqualTo(1);
  }
}
