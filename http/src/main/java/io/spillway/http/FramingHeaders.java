package io.spillway.http;

import java.util.Arrays;

/**
 * What the headers that rule a message's framing and its connection say, gathered while they are
 * parsed (RFC 9112 sections 6 and 9). Belongs to a head and is confined with it.
 */
final class FramingHeaders {
  private static final byte[] CHUNKED = Ascii.bytes("chunked");
  private static final byte[] CLOSE = Ascii.bytes("close");
  private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
  private static final byte[] UPGRADE = Ascii.bytes("upgrade");
  private static final byte[] TRAILERS = Ascii.bytes("trailers");
  private static final byte[] CONTINUE = Ascii.bytes("100-continue");

  /** In bytes, or -1 while there is none. */
  long contentLength;

  boolean chunked;
  boolean transferEncoding;
  boolean connectionClose;
  boolean connectionKeepAlive;
  boolean connectionUpgrade;
  boolean expectContinue;

  /** Whether a transfer coding other than chunked is named. */
  boolean otherCoding;

  /** Whether Content-Length is there more than once, or as a list. */
  boolean lengthRepeated;

  /** Whether Connection holds words that are for this hop alone, or is empty. */
  boolean connectionToClean;

  int hostCount;

  void clear() {
    contentLength = -1;
    chunked = false;
    transferEncoding = false;
    connectionClose = false;
    connectionKeepAlive = false;
    connectionUpgrade = false;
    expectContinue = false;
    otherCoding = false;
    lengthRepeated = false;
    connectionToClean = false;
    hostCount = 0;
  }

  /** Forgets what was said of a body. */
  void withoutBody() {
    contentLength = -1;
    chunked = false;
    transferEncoding = false;
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
        hostCount++;
      }
      case HeaderName.CONTENT_LENGTH_ID -> {
        return takeContentLength(head.bytes, start, end);
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

  private Violation takeContentLength(byte[] bytes, int start, int end) {
    lengthRepeated |= contentLength >= 0;
    int p = start;
    while (true) {
      p = trimStart(bytes, p, end);
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
      p = trimStart(bytes, p, end);
      if (p == end) {
        return Violation.NONE;
      }
      if (bytes[p] != ',') {
        return Violation.CONTENT_LENGTH;
      }
      lengthRepeated = true;
      p++;
    }
  }

  private Violation takeTransferEncoding(byte[] bytes, int start, int end) {
    transferEncoding = true;
    int p = start;
    while (p < end) {
      if (chunked) {
        return Violation.TRANSFER_ENCODING;
      }
      int wordEnd = HeaderValues.endOfElement(bytes, p, end);
      int from = trimStart(bytes, p, wordEnd);
      chunked = Ascii.equalsIgnoreCase(bytes, from, trimEnd(bytes, from, wordEnd), CHUNKED);
      otherCoding |= !chunked;
      p = wordEnd + 1;
    }
    return Violation.NONE;
  }

  private void takeConnection(byte[] bytes, int start, int end) {
    connectionToClean |= start == end || bytes[end - 1] == ',';
    int p = start;
    while (p < end) {
      int wordEnd = HeaderValues.endOfElement(bytes, p, end);
      int from = trimStart(bytes, p, wordEnd);
      int to = trimEnd(bytes, from, wordEnd);
      if (Ascii.equalsIgnoreCase(bytes, from, to, KEEP_ALIVE)) {
        connectionKeepAlive = true;
        connectionToClean = true;
      } else if (Ascii.equalsIgnoreCase(bytes, from, to, CLOSE)) {
        connectionClose = true;
        connectionToClean = true;
      } else if (Ascii.equalsIgnoreCase(bytes, from, to, UPGRADE)) {
        connectionUpgrade = true;
      }
      p = wordEnd + 1;
    }
  }

  /** Settles, once the head is whole, what its headers say together, and mends them accordingly. */
  Violation settle(Head head) {
    if (otherCoding) {
      return chunked ? Violation.TRANSFER_CODING : Violation.TRANSFER_ENCODING;
    }
    if (transferEncoding) {
      // The length does not count then, and a peer that sent both is not to be trusted with another
      // message on the connection (RFC 9112 section 6.1); nor is one of version 1.0.
      connectionClose |=
          head.minorVersion == 0
              || (contentLength >= 0 && !head.limits.payloads().keepAliveWithBothLengths());
      if (contentLength >= 0) {
        head.removeAll(HeaderName.CONTENT_LENGTH);
        contentLength = -1;
      }
    } else if (lengthRepeated) {
      mergeContentLengths(head);
    }
    if (connectionToClean) {
      cleanConnection(head);
    }
    if ((head.occurred & 1 << HeaderName.TE_ID) != 0) {
      cleanTe(head);
    }
    return Violation.NONE;
  }

  private static void mergeContentLengths(Head head) {
    int first = head.find(HeaderName.CONTENT_LENGTH, -1);
    for (int i = head.find(HeaderName.CONTENT_LENGTH, first);
        i >= 0;
        i = head.find(HeaderName.CONTENT_LENGTH, i)) {
      head.remove(i);
    }
    int start = head.valueStart(first);
    int digits = start;
    while (Ascii.isDigit(head.bytes[digits])) {
      digits++;
    }
    if (digits != head.valueEnd(first)) {
      head.setValue(first, head.bytes, start, digits);
    }
  }

  /** Takes the words out of Connection that this hop has answered to. */
  private static void cleanConnection(Head head) {
    for (int i = head.find(HeaderName.CONNECTION, -1);
        i >= 0;
        i = head.find(HeaderName.CONNECTION, i)) {
      int start = head.valueStart(i);
      int end = head.valueEnd(i);
      // What remains is put where the edit that follows needs it.
      int at = head.used + HeaderName.CONNECTION.length() + 2;
      head.ensureCapacity(at + end - start + 2);
      int length = cleanConnectionValue(head.bytes, start, end, at);
      if (length == 0) {
        head.remove(i);
      } else if (length != end - start) {
        head.setValue(i, head.bytes, at, at + length);
      }
    }
  }

  /** Copies what remains of a Connection value, and tells its length. */
  private static int cleanConnectionValue(byte[] bytes, int start, int end, int at) {
    int out = at;
    boolean removed = false;
    int p = start;
    while (p < end) {
      int wordEnd = HeaderValues.endOfElement(bytes, p, end);
      int from = trimStart(bytes, p, wordEnd);
      int to = trimEnd(bytes, from, wordEnd);
      if (Ascii.equalsIgnoreCase(bytes, from, to, KEEP_ALIVE)
          || Ascii.equalsIgnoreCase(bytes, from, to, CLOSE)) {
        removed = true;
      } else {
        int copyFrom = removed ? from : p;
        System.arraycopy(bytes, copyFrom, bytes, out, wordEnd - copyFrom);
        out += wordEnd - copyFrom;
        bytes[out++] = ',';
      }
      p = wordEnd + 1;
    }
    while (out > at && (bytes[out - 1] == ',' || Ascii.isBlank(bytes[out - 1]))) {
      out--;
    }
    return out - at;
  }

  /** Leaves of TE only what a chunked message can be said to support for the next hop: trailers. */
  private static void cleanTe(Head head) {
    for (int i = head.find(HeaderName.TE, -1); i >= 0; i = head.find(HeaderName.TE, i)) {
      int start = head.valueStart(i);
      int end = head.valueEnd(i);
      boolean trailers = false;
      int p = start;
      while (p < end) {
        int wordEnd = HeaderValues.endOfElement(head.bytes, p, end);
        int from = trimStart(head.bytes, p, wordEnd);
        trailers |= Arrays.equals(head.bytes, from, wordEnd, TRAILERS, 0, TRAILERS.length);
        p = wordEnd + 1;
      }
      if (!trailers) {
        head.remove(i);
      } else if (end - start != TRAILERS.length) {
        head.setValue(i, TRAILERS, 0, TRAILERS.length);
      }
    }
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
