package io.spillway.proxy.stream;

import io.spillway.net.Loop;

/**
 * Counts what a client does wrong, and what it does without a purpose: pings, settings, empty and
 * unknown frames, requests that it takes back. Confined to the loop.
 */
final class Http2Vigilance {
  private static final long PERIOD_MILLIS = 1000;

  /** More than a client has reason to send in a second. */
  private static final int MOST_IDLE = 1000;

  private final Loop loop;
  private final int glitchesThreshold;
  private long periodStart;
  private int idle;
  private int glitches;

  /**
   * Nothing counted yet.
   *
   * @param glitchesThreshold how many glitches a connection may have; 0 for no limit
   */
  Http2Vigilance(Loop loop, int glitchesThreshold) {
    this.loop = loop;
    this.glitchesThreshold = glitchesThreshold;
    this.periodStart = loop.clock().millis();
  }

  /** The client did something wrong that its connection can survive; whether it is too much now. */
  boolean glitch() {
    glitches++;
    return (glitchesThreshold > 0 && glitches >= glitchesThreshold) || idle();
  }

  /** The client sent something that asks for nothing; whether it is too much now. */
  boolean idle() {
    long now = loop.clock().millis();
    if (now - periodStart >= PERIOD_MILLIS) {
      periodStart = now;
      idle = 0;
    }
    return ++idle > MOST_IDLE;
  }
}
