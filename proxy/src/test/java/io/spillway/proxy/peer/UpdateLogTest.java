package io.spillway.proxy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableChanges;
import io.spillway.proxy.table.TableEntry;
import io.spillway.proxy.table.TableLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What changes, and in which order peers hear of it. */
class UpdateLogTest {
  private static final int KEYS = 50;
  private static final int CHANGES = 200_000;

  private final StickTable table =
      new StickTable(
          new TableLine(
                  "t",
                  KeyType.INTEGER,
                  0,
                  1000,
                  100_000,
                  false,
                  List.of(new StoredData(DataType.GPC0, 1, 0, 0)))
              .build(Set.of()));

  private TableEntry entry(int key) {
    return Objects.requireNonNull(table.learn(0, key, null, 0, 0, 1));
  }

  private static List<Long> keysAfter(UpdateLog log, long place) {
    List<Long> keys = new ArrayList<>();
    for (int i = log.after(place); i < log.size(); i++) {
      TableEntry entry = log.at(i);
      if (entry != null) {
        keys.add(entry.low());
      }
    }
    return keys;
  }

  @Test
  void anEntryThatChangesAgainMovesToTheEnd() {
    UpdateLog log = new UpdateLog();
    log.add(entry(1));
    log.add(entry(2));
    log.add(entry(1));
    assertThat(log.last()).isEqualTo(3);
    assertThat(keysAfter(log, 0)).containsExactly(2L, 1L);
    assertThat(keysAfter(log, 2)).containsExactly(1L);
    assertThat(keysAfter(log, 3)).isEmpty();
  }

  @Test
  void itStaysSmallHoweverOftenEntriesChange() {
    UpdateLog log = new UpdateLog();
    Random random = new Random(3);
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      int key = random.nextInt(KEYS);
      log.add(entry(key));
      expected.remove((Long) (long) key);
      expected.add((long) key);
    }
    assertThat(log.size()).isLessThan(4 * KEYS);
    assertThat(keysAfter(log, 0)).isEqualTo(expected);
  }

  @Test
  void anEntryThatIsForgottenIsNotTold() {
    UpdateLog log = new UpdateLog();
    log.add(entry(1));
    log.add(entry(2));
    assertThat(table.remove(entry(1))).isTrue();
    assertThat(keysAfter(log, 0)).containsExactly(2L);
  }

  @Test
  void aChangeIsTakenOnceAndWakesUpOnce() {
    AtomicInteger woken = new AtomicInteger();
    TableChanges changes = table.noteChanges(woken::incrementAndGet);
    TableEntry first = entry(1);
    TableEntry second = entry(2);
    assertThat(changes.isEmpty()).as("what is learned is not told").isTrue();
    table.touch(second, 1);
    table.touch(first, 1);
    table.touch(second, 1);
    List<Long> taken = new ArrayList<>();
    changes.take(entry -> taken.add(entry.low()));
    assertThat(taken).containsExactly(2L, 1L);
    assertThat(woken).hasValue(1);
    table.touch(second, 1);
    changes.take(entry -> taken.add(entry.low()));
    assertThat(taken).containsExactly(2L, 1L, 2L);
    assertThat(woken).hasValue(2);
  }

  @Test
  void noCountIsLostWhileManyThreadsCount() throws InterruptedException {
    TableChanges changes = table.noteChanges(() -> {});
    StoredData count = Objects.requireNonNull(table.stored(DataType.GPC0));
    long[] seen = new long[KEYS];
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < CHANGES; i++) {
                      TableEntry entry = entry(i % KEYS);
                      count.add(entry, 0, 1, 1);
                      table.touch(entry, 1);
                    }
                  }));
    }
    boolean running = true;
    while (running) {
      running = threads.stream().anyMatch(Thread::isAlive);
      changes.take(entry -> seen[(int) entry.low()] = count.value(entry, 0, 1));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    changes.take(entry -> seen[(int) entry.low()] = count.value(entry, 0, 1));
    assertThat(seen).containsOnly(4L * CHANGES / KEYS);
  }
}
