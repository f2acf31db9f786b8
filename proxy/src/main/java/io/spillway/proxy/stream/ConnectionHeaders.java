package io.spillway.proxy.stream;

import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import java.nio.charset.StandardCharsets;

/**
 * The Connection header belongs to one connection (RFC 9110 section 7.6.1): what came in about
 * staying open is taken out and what this side means is put in. Other tokens ({@code upgrade},
 * {@code te}) stay.
 */
final class ConnectionHeaders {
  private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);

  private ConnectionHeaders() {}

  /** What a head shall say. */
  enum Say {
    /** Nothing: the version's own rule is meant. */
    NOTHING,
    CLOSE,
    KEEP_ALIVE
  }

  /** What a response says: nothing where the client's version means it anyway. */
  static Say forClient(boolean oldClient, boolean keepAlive) {
    if (!keepAlive) {
      return Say.CLOSE;
    }
    return oldClient ? Say.KEEP_ALIVE : Say.NOTHING;
  }

  /** Makes {@code head} say {@code say} and nothing else about staying open. */
  static void rewrite(Head head, Say say) {
    boolean said = false;
    if (head.connectionClose() || head.connectionKeepAlive()) {
      for (int i = head.find(HeaderName.CONNECTION, -1);
          i >= 0;
          i = head.find(HeaderName.CONNECTION, i)) {
        said |= strip(head, i, say);
      }
    }
    if (!said && say != Say.NOTHING) {
      head.add(HeaderName.CONNECTION, say == Say.CLOSE ? CLOSE : KEEP_ALIVE);
    }
  }

  /**
   * Takes {@code close} and {@code keep-alive} out of one header; whether it already says just
   * {@code say}.
   */
  private static boolean strip(Head head, int index, Say say) {
    byte[] bytes = head.bytes();
    int start = head.valueStart(index);
    int end = head.valueEnd(index);
    if (say == Say.CLOSE && is(bytes, start, end, CLOSE)
        || say == Say.KEEP_ALIVE && is(bytes, start, end, KEEP_ALIVE)) {
      return true;
    }
    byte[] kept = new byte[end - start];
    int length = 0;
    int at = start;
    while (at < end) {
      int comma = at;
      while (comma < end && bytes[comma] != ',') {
        comma++;
      }
      int from = at;
      int to = comma;
      while (from < to && isBlank(bytes[from])) {
        from++;
      }
      while (to > from && isBlank(bytes[to - 1])) {
        to--;
      }
      if (to > from && !is(bytes, from, to, CLOSE) && !is(bytes, from, to, KEEP_ALIVE)) {
        if (length > 0) {
          kept[length++] = ',';
        }
        System.arraycopy(bytes, from, kept, length, to - from);
        length += to - from;
      }
      at = comma + 1;
    }
    if (length == 0) {
      head.remove(index);
    } else {
      head.setValue(index, kept, 0, length);
    }
    return false;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean is(byte[] bytes, int start, int end, byte[] lower) {
    if (end - start != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if ((bytes[start + i] | 0x20) != (lower[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }
}
