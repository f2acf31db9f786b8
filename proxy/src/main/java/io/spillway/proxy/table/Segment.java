package io.spillway.proxy.table;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a stick table: entries in buckets by their keys, and in a heap by the moments at which
 * they are due. Looking up takes no lock; adding and removing does.
 *
 * <p>Using an entry only moves its own moment. The heap hears of that when the entry comes to its
 * top, so that an entry costs the heap one step for each lifetime, however often it is used.
 */
final class Segment {
  private static final int FIRST_BUCKETS = 16;
  private static final int FULLEST_QUARTERS = 3;

  private volatile AtomicReferenceArray<@Nullable TableEntry> buckets =
      new AtomicReferenceArray<>(FIRST_BUCKETS);

  /** Odd while entries move to other buckets: a reader that finds nothing then asks again. */
  private volatile int moves;

  private @Nullable TableEntry[] heap = new TableEntry[FIRST_BUCKETS];
  private int count;

  /** When the first entry of the heap is due, as it was last seen. */
  private volatile long firstDue = Long.MAX_VALUE;

  long firstDue() {
    return firstDue;
  }

  /** The entry of {@code key}, or null. */
  @Nullable TableEntry find(TableKey key) {
    int before = moves;
    TableEntry found = search(key);
    if (found == null && ((before & 1) != 0 || before != moves)) {
      synchronized (this) {
        return search(key);
      }
    }
    return found;
  }

  private @Nullable TableEntry search(TableKey key) {
    AtomicReferenceArray<@Nullable TableEntry> now = buckets;
    TableEntry entry = now.get(key.hash() & now.length() - 1);
    while (entry != null && !entry.has(key)) {
      entry = entry.next;
    }
    return entry;
  }

  /** Adds {@code made} unless its key is there: gives the entry that is there now. */
  synchronized TableEntry add(TableKey key, TableEntry made) {
    TableEntry known = search(key);
    if (known != null) {
      return known;
    }
    if (count >= buckets.length() / 4 * FULLEST_QUARTERS) {
      grow();
    }
    AtomicReferenceArray<@Nullable TableEntry> now = buckets;
    int bucket = made.hash() & now.length() - 1;
    made.next = now.get(bucket);
    now.set(bucket, made);
    if (count == heap.length) {
      heap = Arrays.copyOf(heap, count * 2);
    }
    made.queuedUntil = made.expires();
    count++;
    rise(count - 1, made);
    firstDue = first().queuedUntil;
    return made;
  }

  private void grow() {
    AtomicReferenceArray<@Nullable TableEntry> old = buckets;
    AtomicReferenceArray<@Nullable TableEntry> larger =
        new AtomicReferenceArray<>(old.length() * 2);
    setMoves(moves + 1);
    for (int i = 0; i < old.length(); i++) {
      TableEntry entry = old.get(i);
      while (entry != null) {
        TableEntry following = entry.next;
        int bucket = entry.hash() & larger.length() - 1;
        entry.next = larger.get(bucket);
        larger.set(bucket, entry);
        entry = following;
      }
    }
    buckets = larger;
    setMoves(moves + 1);
  }

  private void setMoves(int value) {
    moves = value;
  }

  /** Removes {@code entry} unless somebody tracks it; says whether it did. */
  synchronized boolean remove(TableEntry entry) {
    if (!entry.remove()) {
      return false;
    }
    unlink(entry);
    return true;
  }

  /**
   * Removes the entry that is due first and that nobody tracks.
   *
   * @param dueBy only if it is due by then
   * @param lifetime milliseconds until a tracked entry is looked at again
   */
  synchronized boolean removeFirst(long dueBy, long lifetime) {
    int looked = 0;
    while (count > 0 && looked <= count) {
      TableEntry entry = first();
      if (entry.queuedUntil > dueBy) {
        return false;
      }
      if (entry.expires() > entry.queuedUntil) {
        entry.queuedUntil = entry.expires();
        sink(0, entry);
      } else if (entry.remove()) {
        unlink(entry);
        return true;
      } else {
        looked++;
        entry.queuedUntil += Math.max(1, lifetime);
        sink(0, entry);
      }
      firstDue = first().queuedUntil;
    }
    return false;
  }

  private void unlink(TableEntry entry) {
    AtomicReferenceArray<@Nullable TableEntry> now = buckets;
    int bucket = entry.hash() & now.length() - 1;
    TableEntry current = now.get(bucket);
    if (current == entry) {
      now.set(bucket, entry.next);
    } else {
      while (current != null && current.next != entry) {
        current = current.next;
      }
      if (current != null) {
        current.next = entry.next;
      }
    }
    count--;
    TableEntry last = at(count);
    heap[count] = null;
    if (last != entry) {
      int place = entry.place;
      sink(place, last);
      rise(last.place, last);
    }
    firstDue = count == 0 ? Long.MAX_VALUE : first().queuedUntil;
  }

  /** Calls {@code action} with every entry. */
  synchronized void forEach(Consumer<TableEntry> action) {
    for (int i = 0; i < count; i++) {
      action.accept(at(i));
    }
  }

  private TableEntry first() {
    return at(0);
  }

  private TableEntry at(int index) {
    TableEntry entry = heap[index];
    if (entry == null) {
      throw new IllegalStateException("the heap has a hole");
    }
    return entry;
  }

  private void rise(int from, TableEntry entry) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      TableEntry above = at(parent);
      if (above.queuedUntil <= entry.queuedUntil) {
        break;
      }
      put(place, above);
      place = parent;
    }
    put(place, entry);
  }

  private void sink(int from, TableEntry entry) {
    int place = from;
    while (2 * place + 1 < count) {
      int child = 2 * place + 1;
      if (child + 1 < count && at(child + 1).queuedUntil < at(child).queuedUntil) {
        child++;
      }
      if (at(child).queuedUntil >= entry.queuedUntil) {
        break;
      }
      put(place, at(child));
      place = child;
    }
    put(place, entry);
  }

  private void put(int place, TableEntry entry) {
    heap[place] = entry;
    entry.place = place;
  }
}
