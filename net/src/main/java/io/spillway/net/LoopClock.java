package io.spillway.net;

/**
 * The time as an event loop last read it. It is read when something comes in from outside (bytes, a
 * timer, a task), so that all that is done about one event happens at one moment, and costs one
 * look at the clock. Confined to its loop.
 */
public final class LoopClock {
  private static final long RESYNC_NANOS = 1_000_000_000L;

  private long nanos;
  private long wallOffsetMicros;
  private long nextSync;

  LoopClock() {
    nanos = System.nanoTime();
    synchronize();
  }

  /** Reads the clock: something came in. */
  void refresh() {
    nanos = System.nanoTime();
    if (nanos - nextSync >= 0) {
      synchronize();
    }
  }

  private void synchronize() {
    wallOffsetMicros = System.currentTimeMillis() * 1000 - nanos / 1000;
    nextSync = nanos + RESYNC_NANOS;
  }

  /** {@link System#nanoTime} of the last event. */
  public long nanos() {
    return nanos;
  }

  /** Milliseconds on the clock of {@link #nanos}. */
  public long millis() {
    return nanos / 1_000_000;
  }

  /**
   * The wall clock at the last event, microseconds since 1970; follows its changes within a second.
   */
  public long wallMicros() {
    return wallOffsetMicros + nanos / 1000;
  }
}
