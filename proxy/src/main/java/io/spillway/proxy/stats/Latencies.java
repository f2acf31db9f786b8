package io.spillway.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * For each {@link Latency} the average over about the last 1024 streams, and the longest. Striped
 * by event loop as {@link Counters} are: one writer a stripe, reading is thread-safe. The average
 * is a sliding one: each new value replaces a 1024th of the sum.
 */
public final class Latencies {
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PADDING = 8;
  private static final int KINDS = Latency.values().length;
  private static final int WINDOW = 1024;

  /** A stripe: the number of samples up to the window, then the sums, then the maxima. */
  private static final int SAMPLES = PADDING;

  private static final int SUMS = SAMPLES + 1;
  private static final int MAXIMA = SUMS + KINDS;
  private static final int SIZE = MAXIMA + KINDS + PADDING;

  private final long[][] stripes;

  /**
   * No streams yet.
   *
   * @param loops how many event loops write
   */
  public Latencies(int loops) {
    stripes = new long[loops][SIZE];
  }

  /**
   * Adds a stream that ended, on event loop {@code loop}. Durations are milliseconds; one that the
   * stream did not reach counts as 0.
   */
  public void add(int loop, long queue, long connect, long response, long total) {
    long[] cells = stripes[loop];
    long samples = cells[SAMPLES];
    boolean full = samples >= WINDOW;
    put(cells, Latency.QUEUE, queue, full);
    put(cells, Latency.CONNECT, connect, full);
    put(cells, Latency.RESPONSE, response, full);
    put(cells, Latency.TOTAL, total, full);
    if (!full) {
      CELLS.setOpaque(cells, SAMPLES, samples + 1);
    }
  }

  private static void put(long[] cells, Latency kind, long duration, boolean full) {
    long value = Math.max(0, duration);
    int at = SUMS + kind.ordinal();
    long sum = cells[at];
    CELLS.setOpaque(cells, at, full ? sum - (sum + WINDOW - 1) / WINDOW + value : sum + value);
    int maximum = MAXIMA + kind.ordinal();
    if (value > cells[maximum]) {
      CELLS.setOpaque(cells, maximum, value);
    }
  }

  /** The average over the last streams, in milliseconds, rounded up. */
  public long average(Latency kind) {
    long sum = 0;
    long samples = 0;
    for (long[] cells : stripes) {
      sum += (long) CELLS.getOpaque(cells, SUMS + kind.ordinal());
      samples += (long) CELLS.getOpaque(cells, SAMPLES);
    }
    return samples == 0 ? 0 : (sum + samples - 1) / samples;
  }

  /** The longest since the start or {@link #resetMax}, in milliseconds. */
  public long max(Latency kind) {
    long max = 0;
    for (long[] cells : stripes) {
      max = Math.max(max, (long) CELLS.getOpaque(cells, MAXIMA + kind.ordinal()));
    }
    return max;
  }

  /** Forgets the maxima; one that a loop raises at this moment may survive. */
  public void resetMax() {
    for (long[] cells : stripes) {
      for (Latency kind : Latency.values()) {
        CELLS.setOpaque(cells, MAXIMA + kind.ordinal(), 0L);
      }
    }
  }
}
