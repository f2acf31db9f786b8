package io.spillway.proxy.stats;

import java.util.function.LongSupplier;

/**
 * How much a total grew in the last second, found out by looking at it every second: it costs
 * whoever counts nothing. One thread looks; readable by any.
 */
public final class SampledRate {
  private final LongSupplier total;
  private long last;
  private volatile long rate;
  private volatile long max;

  /** The rate at which {@code total} grows from now on. */
  public SampledRate(LongSupplier total) {
    this.total = total;
    this.last = total.getAsLong();
  }

  /** Looks at the total; to be called every second. */
  public void sample() {
    long now = total.getAsLong();
    // What is counted may be reset by an operator.
    long grown = Math.max(0, now - last);
    last = now;
    rate = grown;
    if (grown > max) {
      max = grown;
    }
  }

  /** By how much it grew in the second before the last look. */
  public long perSecond() {
    return rate;
  }

  /** The most that it grew in a second. */
  public long max() {
    return max;
  }
}
