package io.spillway.proxy.stream;

import io.spillway.http.Framing;
import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import java.nio.charset.StandardCharsets;

/**
 * What a head says about the body behind it (RFC 9112 section 6). Rules may change these headers,
 * but not the body: they are put right before the head is sent, so that no rule can make a peer
 * take one message for two. Stateless.
 */
final class BodyHeaders {
  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);

  private BodyHeaders() {}

  /**
   * Makes {@code head} tell the truth.
   *
   * @param length the body's length in bytes, for {@link Framing#LENGTH}
   */
  static void settle(Head head, Framing framing, long length) {
    switch (framing) {
      case LENGTH -> {
        head.removeAll(HeaderName.TRANSFER_ENCODING);
        if (!isLength(head, length)) {
          head.removeAll(HeaderName.CONTENT_LENGTH);
          head.add(
              HeaderName.CONTENT_LENGTH, Long.toString(length).getBytes(StandardCharsets.US_ASCII));
        }
      }
      case CHUNKED -> {
        head.removeAll(HeaderName.CONTENT_LENGTH);
        if (!head.has(HeaderName.TRANSFER_ENCODING)) {
          head.add(HeaderName.TRANSFER_ENCODING, CHUNKED);
        }
      }
      case UNTIL_CLOSE -> {
        head.removeAll(HeaderName.CONTENT_LENGTH);
        head.removeAll(HeaderName.TRANSFER_ENCODING);
      }
      case NONE, TUNNEL -> {}
    }
  }

  private static boolean isLength(Head head, long length) {
    int only = head.find(HeaderName.CONTENT_LENGTH, -1);
    return only >= 0
        && head.find(HeaderName.CONTENT_LENGTH, only) < 0
        && head.text(head.valueStart(only), head.valueEnd(only)).equals(Long.toString(length));
  }
}
