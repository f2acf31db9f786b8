package io.spillway.proxy.stats;

import java.util.concurrent.atomic.AtomicInteger;

/** A number that goes up and down, with the most it has been. Thread-safe. */
public final class Gauge {
  private final AtomicInteger current = new AtomicInteger();
  private volatile int max;

  /** Adds 1 and returns the new value. */
  public int increment() {
    int now = current.incrementAndGet();
    if (now > max) {
      raiseMax(now);
    }
    return now;
  }

  /** Subtracts 1 and returns the new value. */
  public int decrement() {
    return current.decrementAndGet();
  }

  /** The value now. */
  public int value() {
    return current.get();
  }

  /** The most that it has been since it was made or since {@link #resetMax}. */
  public int max() {
    return max;
  }

  /** Forgets the maximum. */
  public synchronized void resetMax() {
    max = current.get();
  }

  /** Has the maximum be at least {@code candidate}. */
  public synchronized void raiseMax(int candidate) {
    if (candidate > max) {
      max = candidate;
    }
  }
}
