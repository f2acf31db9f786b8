package io.spillway.http;

/** What a request to change to another protocol must bring (RFC 9110 section 7.8, RFC 6455). */
final class WebSocket {
  private static final byte[] WEBSOCKET = Ascii.bytes("websocket");

  /** The length of sixteen bytes in base64. */
  private static final int KEY_LENGTH = 24;

  private WebSocket() {}

  /**
   * Judges a request that asks for an upgrade. One that has a body loses the wish: the bytes after
   * its head could not be told from those of the new protocol.
   */
  static Violation checkUpgrade(RequestHead head) {
    if (head.framing.chunked || head.framing.contentLength > 0) {
      head.removeAll(HeaderName.UPGRADE);
      head.framing.connectionUpgrade = false;
      return Violation.NONE;
    }
    if (isNamed(head) && !hasKey(head) && !head.limits.relaxed()) {
      return Violation.WEBSOCKET_KEY;
    }
    return Violation.NONE;
  }

  static boolean isNamed(RequestHead head) {
    for (int i = head.find(HeaderName.UPGRADE, -1); i >= 0; i = head.find(HeaderName.UPGRADE, i)) {
      if (HeaderValues.contains(head.bytes(), head.valueStart(i), head.valueEnd(i), WEBSOCKET)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasKey(RequestHead head) {
    for (int i = head.find(HeaderName.SEC_WEBSOCKET_KEY, -1);
        i >= 0;
        i = head.find(HeaderName.SEC_WEBSOCKET_KEY, i)) {
      if (head.valueEnd(i) - head.valueStart(i) == KEY_LENGTH) {
        return true;
      }
    }
    return false;
  }
}
