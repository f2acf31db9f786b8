package io.spillway.facility.provider;

import java.time.InstantSource;

/**
 * What providers take from outside, so that a test can hold it. Immutable.
 *
 * @param wallClock the date, for signatures that carry one
 */
public record ProviderSurroundings(InstantSource wallClock) {
  /** The system's own. */
  public static ProviderSurroundings system() {
    return new ProviderSurroundings(InstantSource.system());
  }
}
