package io.spillway.proxy.table;

/**
 * A {@link DataType} that a table keeps. Immutable.
 *
 * @param type what is kept
 * @param elements how many of it; 1 where it is no array
 * @param periodMillis the period of a rate, 0 for what is none
 * @param offset where it begins among an entry's longs
 */
public record StoredData(DataType type, int elements, int periodMillis, int offset) {
  /** Where element {@code index} begins among an entry's longs. */
  int cell(int index) {
    return offset + index * type.cells();
  }

  int cells() {
    return elements * type.cells();
  }

  /** The value of element {@code index} in {@code entry}, at {@code now}. */
  public long value(TableEntry entry, int index, long now) {
    int cell = cell(index);
    return switch (type.kind()) {
      case NUMBER, NUMBERS -> entry.get(cell) & 0xffff_ffffL;
      case LONG_NUMBER -> entry.get(cell);
      case RATE, RATES -> EventRate.read(entry.cells(), cell, periodMillis, now);
      case SERVER_NAME -> 0;
    };
  }

  /** Adds {@code amount} to element {@code index}: to a rate, as so many events now. */
  public void add(TableEntry entry, int index, long amount, long now) {
    if (type.isRate()) {
      EventRate.add(entry.cells(), cell(index), periodMillis, now, amount);
    } else if (type.cells() == 1) {
      entry.add(cell(index), amount);
    }
  }

  /** Sets element {@code index}; a rate begins anew with so many events. */
  public void set(TableEntry entry, int index, long value, long now) {
    if (type.isRate()) {
      EventRate.set(entry.cells(), cell(index), now, value);
    } else if (type.cells() == 1) {
      entry.set(cell(index), value);
    }
  }

  /**
   * Copies a rate: how many milliseconds before {@code now} its current period began, the events in
   * it, and those in the period before.
   */
  public void copyRate(TableEntry entry, int index, long now, long[] into) {
    EventRate.copy(entry.cells(), cell(index), now, into);
  }

  /** Replaces a rate by such a copy. */
  public void replaceRate(
      TableEntry entry, int index, long now, long elapsed, long current, long before) {
    EventRate.replace(entry.cells(), cell(index), now, elapsed, current, before);
  }

  /** Sets element {@code index} to 0 and gives what it was, for a type that is no rate. */
  public long clear(TableEntry entry, int index) {
    return entry.getAndSet(cell(index), 0) & 0xffff_ffffL;
  }
}
