package io.spillway.proxy.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * What a server's HTTP/2 settings say of what it can do (RFC 9113 section 6.5), and the streams
 * that wait to know. Confined to the connection's loop.
 */
final class Http2ServerSettings {
  private final List<Http2ServerStream> awaiting = new ArrayList<>();
  private boolean known;
  private boolean webSockets;

  /** Whether they have come. */
  boolean areKnown() {
    return known;
  }

  /** Whether the server takes WebSocket on a stream (RFC 8441). */
  boolean webSockets() {
    return webSockets;
  }

  void webSockets(boolean takes) {
    webSockets = takes;
  }

  /** {@code stream} is told when they have come. */
  void await(Http2ServerStream stream) {
    awaiting.add(stream);
  }

  /** They have come. */
  void came() {
    if (!known) {
      known = true;
      for (Http2ServerStream stream : awaiting) {
        stream.settingsKnown();
      }
      awaiting.clear();
    }
  }

  /** They will not come. */
  void transportClosed() {
    awaiting.forEach(Http2ServerStream::transportClosed);
    awaiting.clear();
  }
}
