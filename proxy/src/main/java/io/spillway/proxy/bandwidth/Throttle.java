package io.spillway.proxy.bandwidth;

import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.EventRate;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What limits one stream's bytes of one direction: the filters that are switched on, in the order
 * in which that happened. Used again for the stream's next request. Confined to one loop; the
 * counts of what streams share are not.
 *
 * <p>A limit holds for a sliding period: no more than so many bytes pass in any of its length.
 * Times are milliseconds of a clock that never goes back.
 */
public final class Throttle {
  /** A stream that has to wait does so for about this part of a period. */
  private static final int STEPS = 20;

  private final List<Limit> limits = new ArrayList<>(1);

  /** A filter at work. */
  private static final class Limit {
    final BandwidthFilter filter;
    final long[] rate = new long[3];
    final @Nullable StickTable table;
    final @Nullable TableEntry entry;
    long bytes;
    int periodMillis;

    Limit(BandwidthFilter filter, @Nullable StickTable table, @Nullable TableEntry entry) {
      this.filter = filter;
      this.table = table;
      this.entry = entry;
    }

    private @Nullable StoredData stored() {
      StickTable of = table;
      return of == null ? null : of.stored(rateOf(filter.direction()));
    }

    /** How many bytes may pass now; where streams share, an equal part for each. */
    long allowed(long now) {
      StoredData stored = stored();
      if (stored == null || entry == null) {
        return bytes - EventRate.read(rate, 0, periodMillis, now);
      }
      long left = bytes - stored.value(entry, 0, now);
      int sharing = Math.max(1, entry.references());
      return left <= 0 ? 0 : Math.max(1, left / sharing);
    }

    void passed(long count, long now) {
      StoredData stored = stored();
      if (stored == null || entry == null) {
        EventRate.add(rate, 0, periodMillis, now, count);
      } else {
        stored.add(entry, 0, count, now);
      }
    }

    int period() {
      StoredData stored = stored();
      return stored == null ? periodMillis : stored.periodMillis();
    }

    void end(long now) {
      if (table != null && entry != null) {
        table.release(entry, now);
      }
    }
  }

  /** What a table has to keep for limits of {@code direction}. */
  public static DataType rateOf(Direction direction) {
    return direction == Direction.IN ? DataType.BYTES_IN_RATE : DataType.BYTES_OUT_RATE;
  }

  /**
   * Switches {@code filter}, one of each stream, on, or changes it.
   *
   * @param bytes how many may pass in a period, at least 1
   */
  public void limit(BandwidthFilter filter, long bytes, int periodMillis) {
    Limit known = find(filter);
    if (known == null) {
      known = new Limit(filter, null, null);
      limits.add(known);
    }
    known.bytes = bytes;
    known.periodMillis = periodMillis;
  }

  /**
   * Switches {@code filter} on, whose limit all streams share that have {@code entry}.
   *
   * @param entry with a reference, which is given back at the stream's end
   */
  public void share(BandwidthFilter filter, StickTable table, TableEntry entry, long now) {
    Limit known = find(filter);
    if (known != null) {
      known.end(now);
      limits.remove(known);
    }
    Limit made = new Limit(filter, table, entry);
    made.bytes = filter.limit();
    limits.add(made);
  }

  private @Nullable Limit find(BandwidthFilter filter) {
    for (Limit limit : limits) {
      if (limit.filter == filter) {
        return limit;
      }
    }
    return null;
  }

  /** Whether anything is limited. */
  public boolean isActive() {
    return !limits.isEmpty();
  }

  /**
   * How many of {@code wanted} bytes may pass now; 0 where the stream is to wait for {@link
   * #waitMillis}.
   */
  public int allowed(int wanted, long now) {
    long most = wanted;
    for (int i = 0; i < limits.size(); i++) {
      Limit limit = limits.get(i);
      long allowed = limit.allowed(now);
      if (allowed < wanted && allowed < enough(limit)) {
        return 0;
      }
      most = Math.min(most, allowed);
    }
    return (int) most;
  }

  /** Fewer bytes are not passed on while more are there. */
  private static long enough(Limit limit) {
    long step = Math.max(1, limit.bytes / STEPS);
    return Math.min(Math.max(step, limit.filter.smallest()), limit.bytes);
  }

  /** For how long a stream waits that may pass nothing on, in milliseconds. */
  public int waitMillis() {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < limits.size(); i++) {
      least = Math.min(least, Math.max(1, limits.get(i).period() / STEPS));
    }
    return least;
  }

  /** So many bytes were passed on. */
  public void passed(int count, long now) {
    for (int i = 0; i < limits.size(); i++) {
      limits.get(i).passed(count, now);
    }
  }

  /** The stream is over: nothing is limited any more. */
  public void end(long now) {
    for (int i = 0; i < limits.size(); i++) {
      limits.get(i).end(now);
    }
    limits.clear();
  }
}
