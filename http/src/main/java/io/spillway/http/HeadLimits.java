package io.spillway.http;

/**
 * What a head may measure and how strictly it is read. Immutable.
 *
 * @param maxBytes the largest head that is received: tune.bufsize less tune.maxrewrite
 * @param maxEditedBytes the largest head that edits may lead to: tune.bufsize
 * @param maxHeaders the largest number of header lines received: tune.http.maxhdr
 * @param relaxed whether {@code option accept-unsafe-violations-in-http-request} (or -response) is
 *     on for this side
 * @param payloads what is taken of bodies that peers could be of two minds about
 * @param proxyHeaders whether requests to a proxy bear their credentials in Proxy-Authorization
 *     ({@code option http-use-proxy-header})
 */
public record HeadLimits(
    int maxBytes,
    int maxEditedBytes,
    int maxHeaders,
    boolean relaxed,
    Payloads payloads,
    boolean proxyHeaders) {
  /**
   * What is taken of bodies that peers could be of two minds about.
   *
   * @param ofAnyMethod whether GET, HEAD and DELETE of HTTP/1.0 may have one ({@code
   *     h1-accept-payload-with-any-method})
   * @param keepAliveWithBothLengths whether a connection lives on after a message with both
   *     Content-Length and Transfer-Encoding ({@code
   *     h1-do-not-close-on-insecure-transfer-encoding})
   */
  public record Payloads(boolean ofAnyMethod, boolean keepAliveWithBothLengths) {
    /** As strict as the standard wishes. */
    public static final Payloads STRICT = new Payloads(false, false);
  }

  /** Limits with strict {@link #payloads}. */
  public HeadLimits(int maxBytes, int maxEditedBytes, int maxHeaders, boolean relaxed) {
    this(maxBytes, maxEditedBytes, maxHeaders, relaxed, Payloads.STRICT, false);
  }

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
