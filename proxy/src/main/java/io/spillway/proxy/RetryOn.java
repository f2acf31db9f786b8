package io.spillway.proxy;

import java.util.BitSet;

/**
 * When a request may be sent again ({@code retry-on}; configuration manual, chapter 4.2).
 * Immutable.
 *
 * @param connectFailure when no connection could be made
 * @param emptyResponse when the server closed before a whole response head
 * @param junkResponse when what it sent was no response head
 * @param responseTimeout when the response's head did not come in time
 * @param statuses the statuses to retry on
 */
public record RetryOn(
    boolean connectFailure,
    boolean emptyResponse,
    boolean junkResponse,
    boolean responseTimeout,
    BitSet statuses) {
  /** What holds where nothing is configured. */
  public static final RetryOn DEFAULT = new RetryOn(true, false, false, false, new BitSet());

  /** Whether to retry on a response of {@code status}. */
  public boolean status(int status) {
    return statuses.get(status);
  }

  /** Whether the request's body must be kept for another attempt. */
  public boolean needsRequest() {
    return emptyResponse || junkResponse || responseTimeout || !statuses.isEmpty();
  }
}
