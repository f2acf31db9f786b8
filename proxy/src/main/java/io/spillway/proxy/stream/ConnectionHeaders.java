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

  /**
   * What a response says: nothing where the versions mean it anyway.
   *
   * @param oldRequest whether the request is of HTTP/1.0
   * @param oldResponse whether the response is of HTTP/1.0
   */
  static ConnectionHeaders inResponse(boolean oldRequest, boolean oldResponse, boolean keepAlive) {
    if (keepAlive) {
      return oldRequest || oldResponse ? KEEP_ALIVE : NOTHING;
    }
    return oldResponse ? NOTHING : CLOSE;
  }

  /** What a request says: nothing where its version means it anyway. */
  static ConnectionHeaders inRequest(boolean oldRequest, boolean keepAlive) {
    if (keepAlive) {
      return oldRequest ? KEEP_ALIVE : NOTHING;
    }
    return oldRequest ? NOTHING : CLOSE;
  }

  /** Adds it to {@code head}. */
  void addTo(Head head) {
    if (this != NOTHING) {
      head.add(HeaderName.CONNECTION, value);
    }
  }
}
