package io.spillway.proxy.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stick table knows of one key. Its values are read and changed by any thread without a
 * lock; where it stands in the table is its {@link Segment}'s.
 *
 * <p>Whoever tracks the key holds a reference, and an entry with references is neither forgotten
 * when its time is over nor given up for another key.
 */
public final class TableEntry {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle REFERENCES;
  private static final VarHandle CHANGED;
  private static final int REMOVED = -1;

  static {
    try {
      REFERENCES = MethodHandles.lookup().findVarHandle(TableEntry.class, "references", int.class);
      CHANGED = MethodHandles.lookup().findVarHandle(TableEntry.class, "changed", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int hash;
  private final long high;
  private final long low;
  private final byte @Nullable [] bytes;
  private final long[] cells;
  private volatile @Nullable String serverName;
  private volatile long expires;

  private volatile int references;

  /** 1 while it stands among its table's {@link TableChanges}. */
  private volatile int changed;

  /** The entry that changed before or after it; whose, says {@link #changed}. */
  @Nullable TableEntry nextChanged;

  /** The place of its last change in the order of all; the replication's. */
  private long changePlace;

  /** The next entry of the same bucket; the segment's. */
  volatile @Nullable TableEntry next;

  /** The moment that the segment's heap orders it by, and where it stands there. */
  long queuedUntil;

  int place;

  TableEntry(TableKey key, int cellCount) {
    hash = key.hash();
    high = key.high();
    low = key.low();
    byte[] source = key.bytes();
    bytes =
        source == null
            ? null
            : Arrays.copyOfRange(source, key.offset(), key.offset() + key.length());
    cells = new long[cellCount];
  }

  int hash() {
    return hash;
  }

  boolean has(TableKey key) {
    if (key.hash() != hash || key.low() != low || key.high() != high) {
      return false;
    }
    byte[] own = bytes;
    byte[] other = key.bytes();
    return own == null
        || other != null
            && Arrays.equals(own, 0, own.length, other, key.offset(), key.offset() + key.length());
  }

  /** The entry's key, to look for in another table. */
  TableKey key() {
    byte[] own = bytes;
    return new TableKey(hash, high, low, own, 0, own == null ? 0 : own.length);
  }

  /** The upper half of an IPv6 address; 0 for other keys. */
  public long high() {
    return high;
  }

  /** The number, the IPv4 address, or the lower half of the IPv6 address. */
  public long low() {
    return low;
  }

  /** The string or binary, not to be changed; null for other keys. */
  public byte @Nullable [] bytes() {
    return bytes;
  }

  long[] cells() {
    return cells;
  }

  long get(int cell) {
    return (long) CELLS.getOpaque(cells, cell);
  }

  void set(int cell, long value) {
    CELLS.setOpaque(cells, cell, value);
  }

  void add(int cell, long amount) {
    CELLS.getAndAdd(cells, cell, amount);
  }

  long getAndSet(int cell, long value) {
    return (long) CELLS.getAndSet(cells, cell, value);
  }

  /** Takes one away unless there is none. */
  void decrement(int cell) {
    long value = get(cell);
    while (value > 0 && !CELLS.compareAndSet(cells, cell, value, value - 1)) {
      value = get(cell);
    }
  }

  /** The server that is stored by name, or null. */
  public @Nullable String serverName() {
    return serverName;
  }

  /** Stores the server with that name; null for none. */
  public void serverName(@Nullable String name) {
    serverName = name;
  }

  /** Notes that it changed; false where that is known. */
  boolean raiseChanged() {
    return changed == 0 && CHANGED.compareAndSet(this, 0, 1);
  }

  void lowerChanged() {
    changed = 0;
  }

  /** Whether it changed and nobody took that yet. */
  public boolean isChanged() {
    return changed != 0;
  }

  /**
   * The place of its last change here in the order of all of them, from 1; 0 for none. Confined to
   * the thread that takes changes.
   */
  public long changePlace() {
    return changePlace;
  }

  /** Sets {@link #changePlace}. */
  public void changePlace(long place) {
    changePlace = place;
  }

  /** How many track the key. */
  public int references() {
    return Math.max(0, references);
  }

  /** Takes a reference; false where the entry is not in its table any more. */
  boolean acquire() {
    int held = references;
    while (held >= 0) {
      if (REFERENCES.compareAndSet(this, held, held + 1)) {
        return true;
      }
      held = references;
    }
    return false;
  }

  void release() {
    REFERENCES.getAndAdd(this, -1);
  }

  /** Marks it as gone; false where somebody holds a reference. */
  boolean remove() {
    return REFERENCES.compareAndSet(this, 0, REMOVED);
  }

  /** Whether it is not in its table any more. */
  public boolean isRemoved() {
    return references == REMOVED;
  }

  /** The moment after which it is forgotten, where its table forgets. */
  public long expires() {
    return expires;
  }

  void expires(long moment) {
    expires = moment;
  }
}
