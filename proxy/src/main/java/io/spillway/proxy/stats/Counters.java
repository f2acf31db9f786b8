package io.spillway.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One set of {@link Counter}s, striped by event loop so that loops never contend. Each stripe has
 * one writer, its loop; {@link #sum} may be called from any thread and sees each stripe's recent
 * value.
 */
public final class Counters {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PADDING = 8;
  private static final int SIZE = Counter.values().length + 2 * PADDING;

  private final long[][] stripes;

  /**
   * All zero.
   *
   * @param loops how many event loops write
   */
  public Counters(int loops) {
    stripes = new long[loops][SIZE];
  }

  /** Adds 1, on event loop {@code loop}. */
  public void increment(int loop, Counter counter) {
    add(loop, counter, 1);
  }

  /** Adds {@code amount}, on event loop {@code loop}. */
  public void add(int loop, Counter counter, long amount) {
    long[] cells = stripes[loop];
    int cell = PADDING + counter.ordinal();
    CELLS.setOpaque(cells, cell, cells[cell] + amount);
  }

  /** The total over all loops. */
  public long sum(Counter counter) {
    long sum = 0;
    for (long[] cells : stripes) {
      sum += (long) CELLS.getOpaque(cells, PADDING + counter.ordinal());
    }
    return sum;
  }
}
