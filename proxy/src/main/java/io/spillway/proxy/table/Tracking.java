package io.spillway.proxy.table;

import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a stream, or a session, tracks, by the numbers of their counters: {@code sc0},
 * {@code sc1} and so on. A stream also has those of its session. Used again for the next stream.
 * Confined to its event loop.
 */
public final class Tracking {
  private final @Nullable Tracking session;
  private final @Nullable StickTable[] tables;
  private final @Nullable TableEntry[] entries;

  /**
   * Nothing tracked.
   *
   * @param counters how many counters there are
   * @param session what the stream's session tracks; null for nothing, and for a session
   */
  public Tracking(int counters, @Nullable Tracking session) {
    this.session = session;
    this.tables = new StickTable[counters];
    this.entries = new TableEntry[counters];
  }

  /** The entry that counter {@code index} tracks, or null. */
  public @Nullable TableEntry entry(int index) {
    TableEntry own = index < entries.length ? entries[index] : null;
    return own == null && session != null ? session.entry(index) : own;
  }

  /** The table of the entry that counter {@code index} tracks, or null. */
  public @Nullable StickTable table(int index) {
    StickTable own = index < tables.length ? tables[index] : null;
    return own == null && session != null ? session.table(index) : own;
  }

  /**
   * Tracks the key in {@code sample} from now on, and counts a connection for it; false where it is
   * no key, or the table has no room for it.
   */
  public boolean track(int index, StickTable table, Sample sample, long now) {
    TableEntry entry = table.acquire(sample, now);
    if (entry == null) {
      return false;
    }
    tables[index] = table;
    entries[index] = entry;
    add(table, entry, DataType.CONN_CUR, 1, now);
    add(table, entry, DataType.CONN_CNT, 1, now);
    add(table, entry, DataType.CONN_RATE, 1, now);
    table.touch(entry, now);
    return true;
  }

  /** Counts a session for all keys. */
  public void countSession(long now) {
    count(DataType.SESS_CNT, DataType.SESS_RATE, 1, now);
  }

  /** Counts a request for all keys. */
  public void countRequest(long now) {
    count(DataType.HTTP_REQ_CNT, DataType.HTTP_REQ_RATE, 1, now);
  }

  /** Counts a request for the key of counter {@code index}. */
  public void countRequest(int index, long now) {
    count(index, DataType.HTTP_REQ_CNT, DataType.HTTP_REQ_RATE, 1, now);
  }

  /** Counts a request that was in error, for all keys. */
  public void countError(long now) {
    count(DataType.HTTP_ERR_CNT, DataType.HTTP_ERR_RATE, 1, now);
  }

  /** Counts a response that tells of a failure, for all keys. */
  public void countFailure(long now) {
    count(DataType.HTTP_FAIL_CNT, DataType.HTTP_FAIL_RATE, 1, now);
  }

  /** Counts a mistake in the protocol that the connection survives, for all keys. */
  public void countGlitch(long now) {
    count(DataType.GLITCH_CNT, DataType.GLITCH_RATE, 1, now);
  }

  /** Counts what the server answered with {@code status}, for all keys. */
  public void countStatus(StatusClasses classes, int status, long now) {
    if (classes.isError(status)) {
      countError(now);
    }
    if (classes.isFailure(status)) {
      countFailure(now);
    }
  }

  /** Counts what the server answered with {@code status}, for the key of counter {@code index}. */
  public void countStatus(StatusClasses classes, int index, int status, long now) {
    if (classes.isError(status)) {
      count(index, DataType.HTTP_ERR_CNT, DataType.HTTP_ERR_RATE, 1, now);
    }
    if (classes.isFailure(status)) {
      count(index, DataType.HTTP_FAIL_CNT, DataType.HTTP_FAIL_RATE, 1, now);
    }
  }

  /** Counts bytes for all keys. */
  public void countBytes(long in, long out, long now) {
    if (in > 0) {
      count(DataType.BYTES_IN_CNT, DataType.BYTES_IN_RATE, in, now);
    }
    if (out > 0) {
      count(DataType.BYTES_OUT_CNT, DataType.BYTES_OUT_RATE, out, now);
    }
  }

  private void count(DataType number, DataType rate, long amount, long now) {
    int most = session == null ? entries.length : Math.max(entries.length, session.entries.length);
    for (int i = 0; i < most; i++) {
      count(i, number, rate, amount, now);
    }
  }

  private void count(int index, DataType number, DataType rate, long amount, long now) {
    TableEntry entry = entry(index);
    StickTable table = table(index);
    if (entry != null && table != null) {
      boolean counted = add(table, entry, number, amount, now);
      if (add(table, entry, rate, amount, now) || counted) {
        table.touch(entry, now);
      }
    }
  }

  private static boolean add(
      StickTable table, TableEntry entry, DataType type, long amount, long now) {
    StoredData stored = table.stored(type);
    if (stored == null) {
      return false;
    }
    stored.add(entry, 0, amount, now);
    return true;
  }

  /** The stream, or the session, is over: its own keys are not tracked any more. */
  public void end(long now) {
    for (int i = 0; i < entries.length; i++) {
      TableEntry entry = entries[i];
      StickTable table = tables[i];
      if (entry != null && table != null) {
        StoredData connections = table.stored(DataType.CONN_CUR);
        if (connections != null) {
          entry.decrement(connections.cell(0));
        }
        table.release(entry, now);
        entries[i] = null;
        tables[i] = null;
      }
    }
  }
}
