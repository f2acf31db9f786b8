package io.spillway.http;

/**
 * What a head may measure and how strictly it is read. Immutable.
 *
 * @param maxBytes the largest head that is received: tune.bufsize less tune.maxrewrite
 * @param maxEditedBytes the largest head that edits may lead to: tune.bufsize
 * @param maxHeaders the largest number of header lines received: tune.http.maxhdr
 * @param relaxed whether {@code option accept-unsafe-violations-in-http-request} (or -response) is
 *     on for this side
 */
public record HeadLimits(int maxBytes, int maxEditedBytes, int maxHeaders, boolean relaxed) {
  /** The limits that hold where the configuration says nothing. */
  public static final HeadLimits DEFAULT = new HeadLimits(16384 - 1024, 16384, 101, false);

  /** Checks that the limits leave room for a message. */
  public HeadLimits {
    if (maxBytes < 64 || maxEditedBytes < maxBytes || maxHeaders < 1) {
      throw new IllegalArgumentException(
          "maxBytes: "
              + maxBytes
              + ", maxEditedBytes: "
              + maxEditedBytes
              + ", maxHeaders: "
              + maxHeaders
              + " (expected: 64 <= maxBytes <= maxEditedBytes, maxHeaders >= 1)");
    }
  }
}
