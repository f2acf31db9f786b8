package io.spillway.conformance;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long the suite waits for a condition before it concludes that it will never come true. */
final class Patience {
  /** Far beyond every timeout that a case configures. */
  static final Duration LIMIT = Duration.ofSeconds(Long.getLong("conformance.patience", 15));

  private Patience() {}

  /** A condition did not come true; the message says which. */
  static final class Exhausted extends RuntimeException {
    Exhausted(String awaited) {
      super("waited in vain for " + awaited);
    }
  }

  /** Returns when {@code condition} holds, asking again every few milliseconds. */
  static void until(String awaited, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new Exhausted(awaited);
      }
      Thread.sleep(5);
    }
  }
}
