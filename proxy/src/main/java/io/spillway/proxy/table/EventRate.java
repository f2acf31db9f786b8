package io.spillway.proxy.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Events within a sliding period, in three longs of an array: when the current period began, the
 * events in it, and those in the period before. A period begins with the first event after silence,
 * so that a burst is counted exactly; later the count before fades out evenly. Thread-safe: events
 * are added without a lock, and only whoever begins a new period keeps others waiting, for three
 * stores. Stateless.
 */
public final class EventRate {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int CURRENT = 1;
  private static final int BEFORE = 2;

  /** Keeps the beginning of time apart from any moment of the clock, so that 0 is "never". */
  private static final long EPOCH = 1L << 41;

  private EventRate() {}

  /** Counts {@code events} at {@code now}, milliseconds of a clock that never goes back. */
  public static void add(long[] cells, int at, int periodMillis, long now, long events) {
    long moment = now + EPOCH;
    while (true) {
      long mark = (long) CELLS.getVolatile(cells, at);
      if (isChanging(mark)) {
        Thread.onSpinWait();
        continue;
      }
      long begin = mark >> 1;
      if (moment - begin < periodMillis) {
        CELLS.getAndAdd(cells, at + CURRENT, events);
        return;
      }
      if (CELLS.compareAndSet(cells, at, mark, mark | 1)) {
        long ended = (long) CELLS.getAndSet(cells, at + CURRENT, events);
        long next = begin + periodMillis;
        boolean silent = moment - next >= periodMillis;
        CELLS.setVolatile(cells, at + BEFORE, silent ? 0 : ended);
        CELLS.setVolatile(cells, at, (silent ? moment : next) << 1);
        return;
      }
    }
  }

  /** The events of the period before {@code now}. */
  public static long read(long[] cells, int at, int periodMillis, long now) {
    while (true) {
      long mark = (long) CELLS.getVolatile(cells, at);
      long current = (long) CELLS.getVolatile(cells, at + CURRENT);
      long before = (long) CELLS.getVolatile(cells, at + BEFORE);
      if (isChanging(mark) || mark != (long) CELLS.getVolatile(cells, at)) {
        Thread.onSpinWait();
        continue;
      }
      return weigh(current, before, (mark >> 1) + periodMillis - (now + EPOCH), periodMillis);
    }
  }

  private static long weigh(long current, long before, long left, int periodMillis) {
    if (left >= 0) {
      return current == 0 && before <= 1 ? before : current + scaled(before, left, periodMillis);
    }
    long leftOfNext = left + periodMillis;
    if (leftOfNext < 0) {
      return 0;
    }
    return current <= 1 ? current : scaled(current, leftOfNext, periodMillis);
  }

  private static long scaled(long events, long left, int periodMillis) {
    return events < Integer.MAX_VALUE
        ? events * left / periodMillis
        : (long) ((double) events * left / periodMillis);
  }

  /** Begins anew at {@code now} with {@code events}. */
  static void set(long[] cells, int at, long now, long events) {
    CELLS.setVolatile(cells, at + BEFORE, 0);
    CELLS.setVolatile(cells, at + CURRENT, events);
    CELLS.setVolatile(cells, at, now + EPOCH << 1);
  }

  /**
   * Takes a copy: how many milliseconds before {@code now} the current period began, the events in
   * it, and those in the period before.
   */
  static void copy(long[] cells, int at, long now, long[] into) {
    while (true) {
      long mark = (long) CELLS.getVolatile(cells, at);
      into[1] = (long) CELLS.getVolatile(cells, at + CURRENT);
      into[2] = (long) CELLS.getVolatile(cells, at + BEFORE);
      if (!isChanging(mark) && mark == (long) CELLS.getVolatile(cells, at)) {
        into[0] = now + EPOCH - (mark >> 1);
        return;
      }
      Thread.onSpinWait();
    }
  }

  /** Takes over what {@link #copy} gave elsewhere. */
  static void replace(long[] cells, int at, long now, long elapsed, long current, long before) {
    CELLS.setVolatile(cells, at + BEFORE, before);
    CELLS.setVolatile(cells, at + CURRENT, current);
    CELLS.setVolatile(cells, at, now + EPOCH - elapsed << 1);
  }

  private static boolean isChanging(long mark) {
    return (mark & 1) != 0;
  }
}
