package io.spillway.net.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes values by the distinguished encoding rules (X.690). Stateless. */
final class DerEncoding {
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int OCTET_STRING = 0x04;
  private static final int INTEGER = 0x02;
  private static final int BOOLEAN = 0x01;
  private static final int BIT_STRING = 0x03;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  /** The first year that UTCTime cannot tell (RFC 5280 section 4.1.2.5). */
  private static final int GENERALIZED_FROM = 2050;

  private DerEncoding() {}

  /** A value with its tag and length, whose content is {@code parts} one after the other. */
  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  static byte[] yes() {
    return tagged(BOOLEAN, new byte[] {(byte) 0xFF});
  }

  static byte[] bits(byte[] content) {
    return tagged(BIT_STRING, new byte[] {0}, content);
  }

  static byte[] text(String text) {
    return tagged(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
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
    return tagged(OBJECT_IDENTIFIER, out.toByteArray());
  }

  static byte[] time(Instant moment) {
    ZonedDateTime time = moment.atZone(ZoneOffset.UTC);
    boolean isLate = time.getYear() >= GENERALIZED_FROM;
    String text =
        time.format(DateTimeFormatter.ofPattern(isLate ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'"));
    return tagged(isLate ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }
}
