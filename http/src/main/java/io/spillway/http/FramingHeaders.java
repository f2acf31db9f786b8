package io.spillway.http;

/**
 * What the headers that rule a message's framing and its connection say, gathered while they are
 * parsed (RFC 9112 sections 6 and 9). Belongs to a head and is confined with it.
 */
final class FramingHeaders {
  private static final byte[] CHUNKED = Ascii.bytes("chunked");
  private static final byte[] CLOSE = Ascii.bytes("close");
  private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
  private static final byte[] UPGRADE = Ascii.bytes("upgrade");
  private static final byte[] CONTINUE = Ascii.bytes("100-continue");

  /** In bytes, or -1 while there is none. */
  long contentLength;

  boolean chunked;
  boolean transferEncoding;
  boolean connectionClose;
  boolean connectionKeepAlive;
  boolean connectionUpgrade;
  boolean expectContinue;

  void clear() {
    contentLength = -1;
    chunked = false;
    transferEncoding = false;
    connectionClose = false;
    connectionKeepAlive = false;
    connectionUpgrade = false;
    expectContinue = false;
  }

  /** Takes a recognised header in. */
  Violation take(Head head, int id, int index) {
    head.occurred |= 1 << id;
    int start = head.valueStart(index);
    int end = head.valueEnd(index);
    switch (id) {
      case HeaderName.HOST_ID -> {
        if (head.hostIndex < 0) {
          head.hostIndex = index;
        }
      }
      case HeaderName.CONTENT_LENGTH_ID -> {
        return takeContentLength(head, index, start, end);
      }
      case HeaderName.TRANSFER_ENCODING_ID -> {
        return takeTransferEncoding(head.bytes, start, end);
      }
      case HeaderName.CONNECTION_ID -> takeConnection(head.bytes, start, end);
      case HeaderName.EXPECT_ID ->
          expectContinue = Ascii.equalsIgnoreCase(head.bytes, start, end, CONTINUE);
      default -> {
        // The others are only noted as there.
      }
    }
    return Violation.NONE;
  }

  private Violation takeContentLength(Head head, int index, int start, int end) {
    byte[] bytes = head.bytes;
    int p = start;
    while (true) {
      while (p < end && Ascii.isBlank(bytes[p])) {
        p++;
      }
      int digits = p;
      long length = 0;
      while (p < end && Ascii.isDigit(bytes[p])) {
        int digit = bytes[p] - '0';
        if (length > (Long.MAX_VALUE - digit) / 10) {
          return Violation.CONTENT_LENGTH;
        }
        length = length * 10 + digit;
        p++;
      }
      if (p == digits || (contentLength >= 0 && contentLength != length)) {
        return Violation.CONTENT_LENGTH;
      }
      contentLength = length;
      while (p < end && Ascii.isBlank(bytes[p])) {
        p++;
      }
      if (p == end) {
        return Violation.NONE;
      }
      if (bytes[p] != ',') {
        return Violation.CONTENT_LENGTH;
      }
      p++;
    }
  }

  private Violation takeTransferEncoding(byte[] bytes, int start, int end) {
    transferEncoding = true;
    int p = start;
    while (p <= end) {
      int wordEnd = wordEnd(bytes, p, end);
      int from = trimStart(bytes, p, wordEnd);
      int to = trimEnd(bytes, from, wordEnd);
      if (to > from) {
        if (chunked) {
          return Violation.TRANSFER_ENCODING;
        }
        chunked = Ascii.equalsIgnoreCase(bytes, from, to, CHUNKED);
      }
      p = wordEnd + 1;
    }
    return Violation.NONE;
  }

  private void takeConnection(byte[] bytes, int start, int end) {
    int p = start;
    while (p < end) {
      int wordEnd = wordEnd(bytes, p, end);
      int from = trimStart(bytes, p, wordEnd);
      int to = trimEnd(bytes, from, wordEnd);
      if (Ascii.equalsIgnoreCase(bytes, from, to, KEEP_ALIVE)) {
        connectionKeepAlive = true;
      } else if (Ascii.equalsIgnoreCase(bytes, from, to, CLOSE)) {
        connectionClose = true;
      } else if (Ascii.equalsIgnoreCase(bytes, from, to, UPGRADE)) {
        connectionUpgrade = true;
      }
      p = wordEnd + 1;
    }
  }

  private static int wordEnd(byte[] bytes, int start, int end) {
    int p = start;
    while (p < end && bytes[p] != ',') {
      p++;
    }
    return p;
  }

  private static int trimStart(byte[] bytes, int start, int end) {
    int p = start;
    while (p < end && Ascii.isBlank(bytes[p])) {
      p++;
    }
    return p;
  }

  private static int trimEnd(byte[] bytes, int start, int end) {
    int p = end;
    while (p > start && Ascii.isBlank(bytes[p - 1])) {
      p--;
    }
    return p;
  }
}
