package io.spillway.proxy.table;

import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stick table: keys with what is kept for each, for all event loops. Thread-safe; looking up and
 * counting take no lock. There are never more keys than its size: a full table forgets the keys
 * that were not used for the longest time, as many as a 256th of its size at once, or, with {@code
 * nopurge}, takes no new ones.
 *
 * <p>Times are milliseconds of the clock of {@link System#nanoTime}.
 */
public final class StickTable {
  private static final int SMALL = 2048;
  private static final int SEGMENTS = 16;
  private static final int PURGED_AT_ONCE_SHIFT = 8;
  private static final int SWEPT_AT_ADDING = 2;

  private final TableDefinition definition;
  private final @Nullable StoredData[] stored = new StoredData[DataType.values().length];
  private final int cells;
  private final Segment[] segments;
  private final AtomicInteger count = new AtomicInteger();
  private volatile @Nullable TableChanges changes;

  /** An empty table. */
  public StickTable(TableDefinition definition) {
    this.definition = definition;
    int longs = 0;
    for (StoredData data : definition.data()) {
      stored[data.type().ordinal()] = data;
      longs += data.cells();
    }
    cells = longs;
    segments = new Segment[definition.size() < SMALL ? 1 : SEGMENTS];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new Segment();
    }
  }

  /** What the configuration says of it. */
  public TableDefinition definition() {
    return definition;
  }

  /** How {@code type} is kept; null where it is not. */
  public @Nullable StoredData stored(DataType type) {
    return stored[type.ordinal()];
  }

  /** How many keys are known. */
  public int count() {
    return count.get();
  }

  /** The entry for the value of {@code sample}, which is cast to the key's type; null for none. */
  public @Nullable TableEntry find(Sample sample, long now) {
    TableKey key = TableKey.of(sample, definition);
    return key == null ? null : find(key, now);
  }

  /** Whether the value of {@code sample} can be a key; it is cast to the key's type. */
  public boolean isKey(Sample sample) {
    return sample.cast(definition.keyType().sampleType());
  }

  /** The entry with the key that {@code other} has in another table; null for none. */
  public @Nullable TableEntry findSame(TableEntry other, long now) {
    return find(other.key(), now);
  }

  private @Nullable TableEntry find(TableKey key, long now) {
    TableEntry entry = segment(key.hash()).find(key);
    return entry == null || entry.isRemoved() || isOver(entry, now) ? null : entry;
  }

  private boolean isOver(TableEntry entry, long now) {
    return definition.expireMillis() > 0 && entry.expires() < now && entry.references() == 0;
  }

  /** As {@link #find(Sample, long)}, adding the key where it is not known; null for no room. */
  public @Nullable TableEntry findOrAdd(Sample sample, long now) {
    TableKey key = TableKey.of(sample, definition);
    return key == null ? null : findOrAdd(key, now);
  }

  private @Nullable TableEntry findOrAdd(TableKey key, long now) {
    return findOrAdd(key, null, now);
  }

  /** An entry for the value of {@code sample} that is not in the table yet; null for no key. */
  public @Nullable TableEntry prepare(Sample sample) {
    TableKey key = TableKey.of(sample, definition);
    return key == null ? null : new TableEntry(key, cells);
  }

  /**
   * Puts {@code prepared} into the table where its key is not known.
   *
   * @return the entry that is there for the key now; null for no room
   */
  public @Nullable TableEntry store(TableEntry prepared, long now) {
    return findOrAdd(prepared.key(), prepared, now);
  }

  private @Nullable TableEntry findOrAdd(TableKey key, @Nullable TableEntry prepared, long now) {
    Segment segment = segment(key.hash());
    while (true) {
      TableEntry known = segment.find(key);
      if (known != null && !known.isRemoved()) {
        if (!isOver(known, now)) {
          return known;
        }
        remove(segment, known);
        continue;
      }
      sweep(segment, now, SWEPT_AT_ADDING);
      if (!reserve(now)) {
        return null;
      }
      TableEntry made = prepared == null ? new TableEntry(key, cells) : prepared;
      made.expires(now + definition.expireMillis());
      TableEntry there = segment.add(key, made);
      if (there == made) {
        return made;
      }
      count.decrementAndGet();
    }
  }

  /** As {@link #findOrAdd(Sample, long)}, with a reference that {@link #release} gives back. */
  public @Nullable TableEntry acquire(Sample sample, long now) {
    TableKey key = TableKey.of(sample, definition);
    while (key != null) {
      TableEntry entry = findOrAdd(key, now);
      if (entry == null) {
        return null;
      }
      if (entry.acquire()) {
        touch(entry, now);
        return entry;
      }
    }
    return null;
  }

  /** Gives a reference back: the time until the key is forgotten begins now. */
  public void release(TableEntry entry, long now) {
    touch(entry, now);
    entry.release();
  }

  /**
   * The key was used or changed: the time until it is forgotten begins now, and other processes
   * that have the table will be told. To be called after the change.
   */
  public void touch(TableEntry entry, long now) {
    entry.expires(now + definition.expireMillis());
    TableChanges told = changes;
    if (told != null) {
      told.mark(entry);
    }
  }

  /**
   * From now on notes what changes here, to be told to other processes.
   *
   * @param wakeUp runs, on any thread, when something changes while nothing waits to be taken
   */
  public TableChanges noteChanges(Runnable wakeUp) {
    TableChanges made = new TableChanges(wakeUp);
    changes = made;
    return made;
  }

  /**
   * The entry of a key that another process told of, added where it is not known; it is not told
   * again. Null for no room.
   *
   * @param high the upper half of an IPv6 address, otherwise 0
   * @param low the number, the IPv4 address, or the lower half of the IPv6 address
   * @param bytes where a string or a binary lies, {@code length} bytes from {@code offset}, no more
   *     than the table keeps; null for other keys
   */
  public @Nullable TableEntry learn(
      long high, long low, byte @Nullable [] bytes, int offset, int length, long now) {
    return findOrAdd(
        bytes == null ? TableKey.ofNumbers(high, low) : TableKey.ofBytes(bytes, offset, length),
        now);
  }

  /** As {@link #touch}, for a change that another process told of. */
  public void touchLearned(TableEntry entry, long remainingMillis, long now) {
    entry.expires(now + Math.min(remainingMillis, definition.expireMillis()));
  }

  /** How many parts {@link #forEachOf} goes over. */
  public int parts() {
    return segments.length;
  }

  /** Calls {@code action} with the entries of one part, from 0; the part is locked meanwhile. */
  public void forEachOf(int part, Consumer<TableEntry> action) {
    segments[part].forEach(action);
  }

  /** Milliseconds until {@code entry} is forgotten if nobody uses it; 0 where that is never. */
  public long remaining(TableEntry entry, long now) {
    return definition.expireMillis() == 0 ? 0 : Math.max(0, entry.expires() - now);
  }

  private Segment segment(int hash) {
    return segments[(hash >>> 27) & segments.length - 1];
  }

  /** Counts one more key; false where there is no room for it and none can be made. */
  private boolean reserve(long now) {
    while (true) {
      int known = count.get();
      if (known < definition.size()) {
        if (count.compareAndSet(known, known + 1)) {
          return true;
        }
      } else if (sweep(now) == 0 && (definition.noPurge() || !purge())) {
        return false;
      }
    }
  }

  private boolean purge() {
    int wanted = (definition.size() >> PURGED_AT_ONCE_SHIFT) + 1;
    boolean any = false;
    for (int i = 0; i < wanted; i++) {
      if (removeOldest()) {
        any = true;
      } else {
        break;
      }
    }
    return any;
  }

  private boolean removeOldest() {
    Segment oldest = segments[0];
    for (Segment segment : segments) {
      if (segment.firstDue() < oldest.firstDue()) {
        oldest = segment;
      }
    }
    if (removedFirst(oldest, Long.MAX_VALUE)) {
      return true;
    }
    for (Segment segment : segments) {
      if (removedFirst(segment, Long.MAX_VALUE)) {
        return true;
      }
    }
    return false;
  }

  private boolean removedFirst(Segment segment, long dueBy) {
    boolean removed = segment.removeFirst(dueBy, definition.expireMillis());
    if (removed) {
      count.decrementAndGet();
    }
    return removed;
  }

  /** Forgets the keys whose time is over; says how many there were. */
  public int sweep(long now) {
    int swept = 0;
    for (Segment segment : segments) {
      swept += sweep(segment, now, Integer.MAX_VALUE);
    }
    return swept;
  }

  private int sweep(Segment segment, long now, int most) {
    int swept = 0;
    if (definition.expireMillis() > 0) {
      while (swept < most && segment.firstDue() < now && removedFirst(segment, now - 1)) {
        swept++;
      }
    }
    return swept;
  }

  /** Forgets {@code entry}; false where somebody tracks its key. */
  public boolean remove(TableEntry entry) {
    return remove(segment(entry.hash()), entry);
  }

  private boolean remove(Segment segment, TableEntry entry) {
    boolean removed = segment.remove(entry);
    if (removed) {
      count.decrementAndGet();
    }
    return removed;
  }

  /** The entries that there are at {@code now}. */
  public List<TableEntry> entries(long now) {
    sweep(now);
    List<TableEntry> all = new ArrayList<>();
    for (Segment segment : segments) {
      segment.forEach(all::add);
    }
    return all;
  }
}
