package io.spillway.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events there were in the last second: those of the current second, and of the one before
 * the part that the window still covers. Striped by event loop so that loops never contend: each
 * stripe is one word with the second and its two counts, written by its loop only. Reading is
 * thread-safe.
 *
 * <p>The clock is the caller's: milliseconds that never go back, the same for all loops.
 */
public final class Rate {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PADDING = 8;
  private static final int COUNT_BITS = 21;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final long SECOND_MASK = (1L << 64 - 2 * COUNT_BITS) - 1;

  private final long[][] stripes;
  private final AtomicLong max = new AtomicLong();

  /**
   * No events yet.
   *
   * @param loops how many event loops write
   */
  public Rate(int loops) {
    stripes = new long[loops][2 * PADDING + 1];
  }

  /** Counts one event, on event loop {@code loop}. */
  public void increment(int loop, long nowMillis) {
    long[] cells = stripes[loop];
    long cell = cells[PADDING];
    long second = nowMillis / 1000 & SECOND_MASK;
    if (second(cell) == second) {
      if (current(cell) < COUNT_MASK) {
        CELLS.setOpaque(cells, PADDING, cell + 1);
      }
    } else {
      long previous = second(cell) == (second - 1 & SECOND_MASK) ? current(cell) : 0;
      raiseMax(countIn(second(cell)));
      CELLS.setOpaque(cells, PADDING, second << 2 * COUNT_BITS | previous << COUNT_BITS | 1);
    }
  }

  /** The events of the last second. */
  public long perSecond(long nowMillis) {
    long second = nowMillis / 1000 & SECOND_MASK;
    long current = countIn(second);
    long previous = countIn(second - 1 & SECOND_MASK);
    if (current == 0 && previous <= 1) {
      return previous;
    }
    return current + previous * (1000 - nowMillis % 1000) / 1000;
  }

  /** The most events in one second of the clock. */
  public long max(long nowMillis) {
    long second = nowMillis / 1000 & SECOND_MASK;
    raiseMax(countIn(second));
    raiseMax(countIn(second - 1 & SECOND_MASK));
    return max.get();
  }

  /** Forgets the maximum. */
  public void resetMax() {
    max.set(0);
  }

  private long countIn(long second) {
    long count = 0;
    for (long[] cells : stripes) {
      long cell = (long) CELLS.getOpaque(cells, PADDING);
      if (second(cell) == second) {
        count += current(cell);
      } else if (second(cell) == (second + 1 & SECOND_MASK)) {
        count += cell >>> COUNT_BITS & COUNT_MASK;
      }
    }
    return count;
  }

  /** Has the maximum be at least {@code candidate}. */
  void raiseMax(long candidate) {
    if (candidate > max.get()) {
      max.accumulateAndGet(candidate, Math::max);
    }
  }

  private static long second(long cell) {
    return cell >>> 2 * COUNT_BITS;
  }

  private static long current(long cell) {
    return cell & COUNT_MASK;
  }
}
