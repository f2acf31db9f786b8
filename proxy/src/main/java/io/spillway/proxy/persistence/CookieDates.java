package io.spillway.proxy.persistence;

import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Moments in cookies: units of four seconds since 1970 as five characters of Base64, the highest
 * bits first. Stateless.
 */
final class CookieDates {
  /** How many characters a date has. */
  static final int LENGTH = 5;

  /** Stands for what is no date. */
  static final long NONE = -1;

  private static final byte[] DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VALUES = values();
  private static final int BITS = 6;
  private static final int UNIT_BITS = 2;

  private CookieDates() {}

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }

  /** The moment that is written at {@code start}, in seconds since 1970, or {@link #NONE}. */
  static long read(byte[] bytes, int start, int end) {
    if (end - start < LENGTH) {
      return NONE;
    }
    long units = 0;
    for (int i = start; i < start + LENGTH; i++) {
      int value = VALUES[bytes[i] & 0xff];
      if (value < 0) {
        return NONE;
      }
      units = units << BITS | value;
    }
    return units << UNIT_BITS;
  }

  /** Writes the first whole unit that is not before {@code seconds}. */
  static void write(long seconds, ByteBuilder out) {
    long units = seconds + (1 << UNIT_BITS) - 1 >> UNIT_BITS;
    for (int shift = (LENGTH - 1) * BITS; shift >= 0; shift -= BITS) {
      out.append(DIGITS[(int) (units >> shift) & (1 << BITS) - 1]);
    }
  }
}
