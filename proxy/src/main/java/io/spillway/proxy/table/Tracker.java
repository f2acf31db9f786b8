package io.spillway.proxy.table;

import org.jspecify.annotations.Nullable;

/**
 * A stream, or a session before it has any: what rules let track keys. Confined to its event loop.
 */
public interface Tracker {
  /** Milliseconds of the clock of {@link System#nanoTime}, as the event loop last read it. */
  long nowMillis();

  /** What is tracked, for a stream its session's included; null for nothing. */
  @Nullable Tracking tracked();

  /**
   * Where this one's own keys are kept, made when first asked for.
   *
   * @param counters how many counters there are
   */
  Tracking tracking(int counters);
}
