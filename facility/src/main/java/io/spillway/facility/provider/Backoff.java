package io.spillway.facility.provider;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pauses between attempts: each up to twice as long as the one before, to a limit, and each
 * shortened by chance to between half and the whole so that several do not come at once. Immutable;
 * as thread-safe as its source of randomness.
 *
 * @param first the first pause, more than nothing
 * @param limit the longest pause
 */
public record Backoff(Duration first, Duration limit, RandomGenerator random) {
  public Backoff {
    if (first.isZero() || first.isNegative() || limit.compareTo(first) < 0) {
      throw new IllegalArgumentException("first: " + first + ", limit: " + limit);
    }
  }

  /**
   * The pause after an attempt.
   *
   * @param attempt the number of attempts so far, from 1
   * @param asked the least pause that the other side asked for, or null
   */
  public Duration after(int attempt, @Nullable Duration asked) {
    long whole = first.toNanos();
    for (int i = 1; i < attempt && whole < limit.toNanos(); i++) {
      whole *= 2;
    }
    whole = Math.min(whole, limit.toNanos());
    Duration pause = Duration.ofNanos(whole - random.nextLong(whole / 2 + 1));
    return asked != null && asked.compareTo(pause) > 0 ? asked : pause;
  }
}
