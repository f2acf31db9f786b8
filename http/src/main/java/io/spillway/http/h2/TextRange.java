package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A text that may be absent, kept in an array that is used again. Confined to one loop. */
final class TextRange {
  private byte[] bytes = new byte[32];
  private int length = -1;

  void clear() {
    length = -1;
  }

  boolean isPresent() {
    return length >= 0;
  }

  /** 0 where it is absent. */
  int length() {
    return Math.max(0, length);
  }

  byte first() {
    return bytes[0];
  }

  byte at(int index) {
    return bytes[index];
  }

  boolean is(byte[] expected) {
    return length >= 0 && Arrays.equals(bytes, 0, length, expected, 0, expected.length);
  }

  boolean is(char only) {
    return length == 1 && bytes[0] == only;
  }

  void set(byte[] value, int start, int count) {
    ensure(count);
    System.arraycopy(value, start, bytes, 0, count);
    length = count;
  }

  /** Appends one of the pieces that a cookie header was split into (RFC 9113 section 8.2.3). */
  void appendCookie(byte[] value, int start, int count) {
    int at = length();
    ensure(at + count + 2);
    if (at > 0) {
      bytes[at++] = ';';
      bytes[at++] = ' ';
    }
    System.arraycopy(value, start, bytes, at, count);
    length = at + count;
  }

  private void ensure(int capacity) {
    if (capacity > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(capacity, 2 * bytes.length));
    }
  }

  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length());
  }
}
