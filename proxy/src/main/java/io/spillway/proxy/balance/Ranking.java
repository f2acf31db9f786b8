package io.spillway.proxy.balance;

import org.jspecify.annotations.Nullable;

/**
 * Servers by a key, equal ones in the order in which they came: a binary heap whose entries know
 * their place, so that putting, taking and removing cost a few comparisons and allocate nothing.
 * Not thread-safe.
 */
final class Ranking {
  private final RankedServer[] heap;
  private int size;
  private long arrivals;

  /** An empty ranking with room for {@code capacity} servers. */
  Ranking(int capacity) {
    heap = new RankedServer[capacity];
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The entry with the lowest key that came first, or null. */
  @Nullable RankedServer first() {
    return size == 0 ? null : heap[0];
  }

  /** Adds an entry, which must be in no ranking, after those of the same key. */
  void add(RankedServer entry, long key) {
    entry.arrival = arrivals++;
    putBack(entry, key);
  }

  /** Adds an entry that was taken out for a moment at its old place among those of the same key. */
  void putBack(RankedServer entry, long key) {
    entry.key = key;
    entry.ranking = this;
    size++;
    up(size - 1, entry);
  }

  /** Takes an entry out. */
  void remove(RankedServer entry) {
    int hole = entry.index;
    entry.ranking = null;
    RankedServer last = heap[--size];
    if (last != entry) {
      if (hole > 0 && precedes(last, heap[(hole - 1) >>> 1])) {
        up(hole, last);
      } else {
        down(hole, last);
      }
    }
  }

  private void up(int start, RankedServer entry) {
    int hole = start;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!precedes(entry, heap[parent])) {
        break;
      }
      place(hole, heap[parent]);
      hole = parent;
    }
    place(hole, entry);
  }

  private void down(int start, RankedServer entry) {
    int hole = start;
    for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && precedes(heap[child + 1], heap[child])) {
        child++;
      }
      if (!precedes(heap[child], entry)) {
        break;
      }
      place(hole, heap[child]);
      hole = child;
    }
    place(hole, entry);
  }

  private void place(int index, RankedServer entry) {
    heap[index] = entry;
    entry.index = index;
  }

  private static boolean precedes(RankedServer a, RankedServer b) {
    return a.key < b.key || (a.key == b.key && a.arrival < b.arrival);
  }
}
