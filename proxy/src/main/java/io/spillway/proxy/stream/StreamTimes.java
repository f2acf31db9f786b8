package io.spillway.proxy.stream;

/**
 * The moments of a stream's life, in nanoseconds of {@link System#nanoTime}; 0 while a moment has
 * not come. Confined to the stream's loop.
 */
final class StreamTimes {
  /** The connection was accepted, on the wall clock: microseconds since 1970. */
  long acceptWallMicros;

  /** The connection was accepted. */
  long accepted;

  /** TLS and the PROXY protocol were done. */
  long handshaken;

  /** The last request ended, or the handshake: since when the client was idle. */
  long idleSince;

  /** The first byte of the request came in. */
  long firstByte;

  /** The request's head was whole. */
  long requestRead;

  /** A server was assigned. */
  long assigned;

  /** The connection to the server stood. */
  long connected;

  /** The response's head was whole. */
  long responseRead;

  /** The stream ended. */
  long ended;

  /** The connection began at {@code acceptNanos}, and its handshakes ended at {@code handshake}. */
  void accepted(long wallMicros, long acceptNanos, long handshake) {
    acceptWallMicros = wallMicros;
    accepted = acceptNanos;
    handshaken = handshake;
    idleSince = handshake;
    nextStream();
  }

  /** Forgets the moments of the last stream. */
  void nextStream() {
    firstByte = 0;
    requestRead = 0;
    assigned = 0;
    connected = 0;
    responseRead = 0;
    ended = 0;
  }

  /** Milliseconds from {@code from} to {@code to}, or -1 where one of them has not come. */
  static long millis(long from, long to) {
    return from == 0 || to == 0 ? -1 : (to - from) / 1_000_000;
  }
}
