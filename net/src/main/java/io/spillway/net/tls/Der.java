package io.spillway.net.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One value of the distinguished encoding (ITU-T X.690): its tag and where its content stands; and
 * how values are written. Immutable; {@link IllegalArgumentException} where bytes are no such
 * encoding.
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
  static final int SET = 0x31;
  static final int GENERALIZED_TIME = 0x18;
  private static final int BOOLEAN = 0x01;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;

  /** The first year that UTCTime cannot tell (RFC 5280 section 4.1.2.5). */
  private static final int GENERALIZED_FROM = 2050;

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

  static byte[] sequence(byte[]... parts) {
    return encode(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return encode(INTEGER, value.toByteArray());
  }

  static byte[] yes() {
    return encode(BOOLEAN, new byte[] {(byte) 0xFF});
  }

  static byte[] bits(byte[] content) {
    return encode(BIT_STRING, new byte[] {0}, content);
  }

  static byte[] text(String text) {
    return encode(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An object identifier, written with dots; its first two numbers are below 3 and 40. */
  static byte[] identifier(String dotted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] numbers = dotted.split("\\.");
    out.write(40 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]));
    for (int i = 2; i < numbers.length; i++) {
      int number = Integer.parseInt(numbers[i]);
      for (int shift = 28; shift > 0; shift -= 7) {
        if (number >> shift != 0) {
          out.write(number >> shift & 0x7F | 0x80);
        }
      }
      out.write(number & 0x7F);
    }
    return encode(OBJECT, out.toByteArray());
  }

  static byte[] time(Instant moment) {
    ZonedDateTime time = moment.atZone(ZoneOffset.UTC);
    boolean isLate = time.getYear() >= GENERALIZED_FROM;
    String text =
        time.format(DateTimeFormatter.ofPattern(isLate ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'"));
    return encode(isLate ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }
}
