package io.spillway.proxy.stream;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import java.nio.charset.StandardCharsets;

/**
 * What this side of a connection says about staying open (RFC 9112 section 9.3). What the other
 * side said about its own connection was taken out of the head when it was parsed.
 */
enum ConnectionHeaders {
  /** Nothing: the version's own rule is meant. */
  NOTHING(""),
  CLOSE("close"),
  KEEP_ALIVE("keep-alive");

  private final byte[] value;

  ConnectionHeaders(String value) {
    this.value = value.getBytes(StandardCharsets.US_ASCII);
  }

  /** What a response says: nothing where the client's version means it anyway. */
  static ConnectionHeaders forClient(boolean oldClient, boolean keepAlive) {
    if (!keepAlive) {
      return CLOSE;
    }
    return oldClient ? KEEP_ALIVE : NOTHING;
  }

  /** Adds it to {@code head}. */
  void addTo(Head head) {
    if (this != NOTHING) {
      head.add(HeaderName.CONNECTION, value);
    }
  }
}
