package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the lines of HTTP/1 of the fields of a header block, and refuses what is malformed in any
 * message (RFC 9113 section 8.2). What it holds cannot be read in two ways: a name is a lower-case
 * token, and no value holds what could end it. Used again for block after block; confined to one
 * loop.
 */
public abstract sealed class FieldLines implements HeaderBlockReader.Sink
    permits HeadText, ResponseText {
  private static final int FIRST_CAPACITY = 512;
  private static final int FIELD_OVERHEAD = 4;

  private static final byte[] TE = ascii("te");
  private static final byte[] TRAILERS = ascii("trailers");
  private static final byte[] CONTENT_LENGTH = ascii("content-length");
  private static final byte[][] OF_THE_CONNECTION = {
    ascii("connection"),
    ascii("proxy-connection"),
    ascii("keep-alive"),
    ascii("upgrade"),
    ascii("transfer-encoding")
  };

  static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  static final short LINE_END = '\r' << 8 | '\n';

  private final int maxBytes;
  private byte[] lines = new byte[FIRST_CAPACITY];
  private int length;
  private boolean isTrailers;
  private boolean regularSeen;
  private boolean malformed;
  private long contentLength;
  private long bytes;

  FieldLines(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The headers of a message follow. */
  public void begin() {
    length = 0;
    isTrailers = false;
    regularSeen = false;
    malformed = false;
    contentLength = -1;
    bytes = 0;
  }

  /** Trailers follow. */
  public final void beginTrailers() {
    begin();
    isTrailers = true;
  }

  /** Whether there was more than is gathered. */
  public final boolean isTooLarge() {
    return bytes > maxBytes;
  }

  /** Whether {@code content-length} came, and what it says, in bytes; -1 for none. */
  public final long contentLength() {
    return contentLength;
  }

  /** Whether what came is a message's head, or trailers. */
  public final boolean isWellFormed() {
    return !malformed && (isTrailers || hasWellFormedStart());
  }

  /** Whether the pseudo-headers are those of a message. */
  abstract boolean hasWellFormedStart();

  @Override
  public final void header(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    bytes += nameLength + valueLength + FIELD_OVERHEAD;
    if (malformed || isTooLarge()) {
      return;
    }
    if (nameLength == 0) {
      malformed = true;
    } else if (name[nameStart] == ':') {
      malformed =
          isTrailers
              || regularSeen
              || !pseudoHeader(name, nameStart, nameLength, value, valueStart, valueLength);
    } else {
      regularSeen = true;
      malformed = !field(name, nameStart, nameLength, value, valueStart, valueLength);
    }
  }

  /** Takes a pseudo-header; false where there cannot be such a one. */
  abstract boolean pseudoHeader(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength);

  private boolean field(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    for (int i = 0; i < nameLength; i++) {
      if (!FieldBytes.isNameByte(name[nameStart + i])) {
        return false;
      }
    }
    for (int i = 0; i < valueLength; i++) {
      if (FieldBytes.endsValue(value[valueStart + i])) {
        return false;
      }
    }
    if (is(name, nameStart, nameLength, TE) && !is(value, valueStart, valueLength, TRAILERS)) {
      return false;
    }
    if (is(name, nameStart, nameLength, CONTENT_LENGTH)) {
      return !isTrailers && takeContentLength(value, valueStart, valueLength);
    }
    if (!isTrailers && takes(name, nameStart, nameLength, value, valueStart, valueLength)) {
      return true;
    }
    for (byte[] forbidden : OF_THE_CONNECTION) {
      if (is(name, nameStart, nameLength, forbidden)) {
        return false;
      }
    }
    line(name, nameStart, nameLength, value, valueStart, valueLength);
    return true;
  }

  /** Whether a field of a head was taken, so that it gets no line of its own. */
  abstract boolean takes(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength);

  private boolean takeContentLength(byte[] value, int start, int count) {
    if (count == 0 || count > 18) {
      return false;
    }
    long number = 0;
    for (int i = 0; i < count; i++) {
      byte b = value[start + i];
      if (b < '0' || b > '9') {
        return false;
      }
      number = number * 10 + b - '0';
    }
    if (contentLength >= 0) {
      return contentLength == number;
    }
    contentLength = number;
    line(CONTENT_LENGTH, 0, CONTENT_LENGTH.length, value, start, count);
    return true;
  }

  private void line(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    int needed = length + nameLength + valueLength + FIELD_OVERHEAD;
    if (needed > lines.length) {
      lines = Arrays.copyOf(lines, Math.max(needed, 2 * lines.length));
    }
    System.arraycopy(name, nameStart, lines, length, nameLength);
    int at = length + nameLength;
    lines[at++] = ':';
    lines[at++] = ' ';
    System.arraycopy(value, valueStart, lines, at, valueLength);
    at += valueLength;
    lines[at++] = '\r';
    lines[at] = '\n';
    length = needed;
  }

  static boolean is(byte[] bytes, int start, int length, byte[] expected) {
    return length == expected.length
        && Arrays.equals(bytes, start, start + length, expected, 0, length);
  }

  /** Writes the lines of the fields, without an empty one: the whole of trailers. */
  public final void writeLinesTo(ByteBuf out) {
    out.writeBytes(lines, 0, length);
  }
}
