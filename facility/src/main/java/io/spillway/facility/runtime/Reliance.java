package io.spillway.facility.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Whether the answers can be relied on. They cannot from the moment at which this process runs
 * again after it was stopped for longer than a view is valid, until a majority was heard: the name
 * may have moved meanwhile. Where nobody is heard, they hold again after twice the validity, since
 * a name server without neighbours still is one. Thread-safe.
 *
 * <p>A thread that does nothing else tells that the process runs. The runtime's own thread may wait
 * for a disk, which is no reason not to answer.
 */
final class Reliance {
  private static final int BEATS_OF_VALIDITY = 4;

  private final long validity;
  private final Thread pulse =
      Thread.ofPlatform().daemon().name("facility-pulse").unstarted(this::beat);

  /** The last beat, a moment of {@link System#nanoTime}, where {@link #watched}. */
  private volatile long lastBeat;

  private volatile boolean watched;
  private volatile boolean doubtful;
  private volatile long doubtedSince;

  /** All can be relied on until this is started. */
  Reliance(Duration validity) {
    this.validity = validity.toNanos();
  }

  void start() {
    begin(System.nanoTime());
    pulse.start();
  }

  /** Nobody will say any more what holds; the answers stay as they are. */
  void end() {
    watched = false;
    pulse.interrupt();
  }

  private void beat() {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(validity / BEATS_OF_VALIDITY);
        beat(System.nanoTime());
      }
    } catch (InterruptedException e) {
      // Ended.
    }
  }

  void begin(long now) {
    lastBeat = now;
    watched = true;
  }

  void beat(long now) {
    if (now - lastBeat > validity) {
      doubtedSince = now;
      doubtful = true;
    }
    lastBeat = now;
  }

  /**
   * A round was worked.
   *
   * @param round when it began; what was known before the process was stopped says nothing
   * @param majority whether a majority of the voters is heard
   */
  void worked(long round, boolean majority) {
    long since = round - doubtedSince;
    if (doubtful && since >= 0 && (majority || since > 2 * validity)) {
      doubtful = false;
    }
  }

  /** Whether the answers hold at {@code now}. */
  boolean holds(long now) {
    return !watched || (!doubtful && now - lastBeat <= validity);
  }
}
