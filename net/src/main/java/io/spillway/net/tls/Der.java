package io.spillway.net.tls;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One value of the distinguished encoding (ITU-T X.690): its tag and where its content stands.
 * Immutable; {@link IllegalArgumentException} where bytes are no such encoding.
 *
 * @param bytes what holds it
 * @param tag its first byte; tags of several bytes are not understood
 * @param start where it begins
 * @param content where its content begins
 * @param end behind its last byte
 */
record Der(byte[] bytes, int tag, int start, int content, int end) {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT = 0x06;
  static final int ENUMERATED = 0x0A;
  static final int SEQUENCE = 0x30;
  static final int GENERALIZED_TIME = 0x18;
  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  /** The one value that {@code bytes} are. */
  static Der of(byte[] bytes) {
    Der whole = at(bytes, 0, bytes.length);
    if (whole.end != bytes.length) {
      throw new IllegalArgumentException("bytes follow the value");
    }
    return whole;
  }

  private static Der at(byte[] bytes, int start, int limit) {
    if (limit - start < 2) {
      throw new IllegalArgumentException("the value is cut");
    }
    int length = bytes[start + 1] & 0xFF;
    int content = start + 2;
    if (length >= LONG_FORM) {
      int count = length - LONG_FORM;
      if (count == 0 || count > MAX_LENGTH_BYTES || limit - content < count) {
        throw new IllegalArgumentException("the value's length cannot be read");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | bytes[content++] & 0xFF;
      }
    }
    if (length > limit - content) {
      throw new IllegalArgumentException("the value is cut");
    }
    return new Der(bytes, bytes[start] & 0xFF, start, content, content + length);
  }

  /** The values that its content is made of. */
  List<Der> parts() {
    List<Der> parts = new ArrayList<>();
    int at = content;
    while (at < end) {
      Der part = at(bytes, at, end);
      parts.add(part);
      at = part.end;
    }
    return parts;
  }

  /** The part at {@code index}, which must be there. */
  Der part(int index) {
    List<Der> parts = parts();
    if (index >= parts.size()) {
      throw new IllegalArgumentException("a part is missing");
    }
    return parts.get(index);
  }

  /** Itself, if its tag is {@code expected}. */
  Der expect(int expected) {
    if (tag != expected) {
      throw new IllegalArgumentException("another kind of value was expected");
    }
    return this;
  }

  /** Its content. */
  byte[] value() {
    return Arrays.copyOfRange(bytes, content, end);
  }

  /** Its tag, length and content. */
  byte[] encoded() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /** The encoding of a value with this tag, whose content is {@code parts} one after the other. */
  static byte[] encode(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length >= LONG_FORM) {
      int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(LONG_FORM | count);
      for (int i = count - 1; i >= 0; i--) {
        out.write(length >> 8 * i);
      }
    } else {
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
