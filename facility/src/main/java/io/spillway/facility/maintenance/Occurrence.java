package io.spillway.facility.maintenance;

import java.time.Instant;

/**
 * A stretch of time that is set aside. Immutable.
 *
 * @param begin its first moment
 * @param end the first moment after it; later than {@code begin}
 */
public record Occurrence(Instant begin, Instant end) {
  public Occurrence {
    if (!begin.isBefore(end)) {
      throw new IllegalArgumentException("end: " + end + " (expected: after " + begin + ")");
    }
  }

  /** Whether {@code moment} lies in it. */
  public boolean contains(Instant moment) {
    return !moment.isBefore(begin) && moment.isBefore(end);
  }
}
