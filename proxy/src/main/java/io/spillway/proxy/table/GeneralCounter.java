package io.spillway.proxy.table;

import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The counters that rules increase: {@code gpc0}, {@code gpc1}, and those of the array {@code gpc}.
 * Where a table has only the array, its first two stand for the single ones. Immutable.
 */
enum GeneralCounter {
  FIRST("0", 0, DataType.GPC0, DataType.GPC0_RATE),
  SECOND("1", 1, DataType.GPC1, DataType.GPC1_RATE),
  INDEXED("", 0, DataType.GPC, DataType.GPC_RATE);

  private final String suffix;
  private final int element;
  private final DataType count;
  private final DataType rate;

  GeneralCounter(String suffix, int element, DataType count, DataType rate) {
    this.suffix = suffix;
    this.element = element;
    this.count = count;
    this.rate = rate;
  }

  /** What follows {@code gpc} in the names of words about this counter. */
  String suffix() {
    return suffix;
  }

  boolean isIndexed() {
    return this == INDEXED;
  }

  private @Nullable StoredData stored(StickTable table, DataType single, DataType array, int at) {
    StoredData own = table.stored(single);
    if (own == null) {
      own = table.stored(array);
    }
    return own != null && element(own, at) < own.elements() ? own : null;
  }

  private @Nullable StoredData storedCount(StickTable table, int index) {
    return stored(table, count, DataType.GPC, index);
  }

  private @Nullable StoredData storedRate(StickTable table, int index) {
    return stored(table, rate, DataType.GPC_RATE, index);
  }

  private int element(StoredData stored, int index) {
    return this == INDEXED ? index : stored.type().isArray() ? element : 0;
  }

  boolean read(StickTable table, @Nullable TableEntry entry, int index, long now, Sample into) {
    return read(storedCount(table, index), entry, index, now, into);
  }

  boolean readRate(StickTable table, @Nullable TableEntry entry, int index, long now, Sample into) {
    return read(storedRate(table, index), entry, index, now, into);
  }

  private boolean read(
      @Nullable StoredData stored, @Nullable TableEntry entry, int index, long now, Sample into) {
    if (entry == null) {
      return into.integer(0);
    }
    return stored != null && into.integer(stored.value(entry, element(stored, index), now));
  }

  /** Adds one, and gives what is there then. */
  boolean increment(
      StickTable table, @Nullable TableEntry entry, int index, long now, Sample into) {
    if (entry == null) {
      return into.integer(0);
    }
    if (!add(table, entry, index, 1, now)) {
      return into.integer(0);
    }
    StoredData counted = storedCount(table, index);
    return read(counted == null ? storedRate(table, index) : counted, entry, index, now, into);
  }

  /** Adds {@code amount} to count and rate; false where neither is kept. */
  boolean add(StickTable table, TableEntry entry, int index, long amount, long now) {
    StoredData counted = storedCount(table, index);
    StoredData measured = storedRate(table, index);
    if (counted != null) {
      counted.add(entry, element(counted, index), amount, now);
    }
    if (measured != null) {
      measured.add(entry, element(measured, index), amount, now);
    }
    if (counted == null && measured == null) {
      return false;
    }
    table.touch(entry, now);
    return true;
  }

  /** Sets the count to 0, and gives what was there. */
  boolean clear(StickTable table, @Nullable TableEntry entry, int index, long now, Sample into) {
    if (entry == null) {
      return into.integer(0);
    }
    StoredData counted = storedCount(table, index);
    if (counted == null) {
      return into.integer(0);
    }
    long before = counted.clear(entry, element(counted, index));
    table.touch(entry, now);
    return into.integer(before);
  }
}
