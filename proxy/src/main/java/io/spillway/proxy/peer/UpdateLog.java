package io.spillway.proxy.peer;

import io.spillway.proxy.table.TableEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one table that were changed here, in the order of their last changes. Each change
 * has a place, counted from 1; an entry that changes again moves to the end, so that there are
 * never more than the table has keys, give or take those that moved and were not cleared away yet.
 * A peer remembers the place up to which it knows all. Confined to the peers' loop.
 */
final class UpdateLog {
  private static final int FIRST_SIZE = 64;

  private long[] places = new long[FIRST_SIZE];
  private @Nullable TableEntry[] entries = new TableEntry[FIRST_SIZE];
  private int size;
  private long last;

  /** The place of the last change; 0 before there was one. */
  long last() {
    return last;
  }

  /** {@code entry} changed. */
  void add(TableEntry entry) {
    if (size == places.length) {
      clearAway();
    }
    last++;
    entry.changePlace(last);
    places[size] = last;
    entries[size++] = entry;
  }

  /** Drops what moved on or is gone, and makes room where that is little. */
  private void clearAway() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      TableEntry entry = at(i);
      if (entry != null) {
        places[kept] = places[i];
        entries[kept++] = entry;
      }
    }
    Arrays.fill(entries, kept, size, null);
    size = kept;
    if (size > places.length / 2) {
      places = Arrays.copyOf(places, places.length * 2);
      entries = Arrays.copyOf(entries, entries.length * 2);
    }
  }

  /** How many indexes there are; they hold until the next {@link #add}. */
  int size() {
    return size;
  }

  /** The index of the first change after {@code place}. */
  int after(long place) {
    int found = Arrays.binarySearch(places, 0, size, place);
    return found < 0 ? -found - 1 : found + 1;
  }

  /** The place of the change at {@code index}. */
  long place(int index) {
    return places[index];
  }

  /** What changed there; null where it changed again later, or is gone. */
  @Nullable TableEntry at(int index) {
    TableEntry entry = entries[index];
    return entry == null || entry.changePlace() != places[index] || entry.isRemoved()
        ? null
        : entry;
  }
}
