package io.spillway.rules.sample;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable, growing buffer of bytes with a limit. What would pass the limit is left out and
 * remembered, see {@link #overflowed}. Confined to its owner.
 */
public final class ByteBuilder {
  private static final long MIN_TEN_DIGITS = 1_000_000_000L;

  private final int limit;
  private byte[] bytes;
  private int length;
  private boolean overflowed;

  /**
   * An empty builder.
   *
   * @param limit the greatest number of bytes it takes, at least 1
   */
  public ByteBuilder(int limit) {
    this.limit = limit;
    this.bytes = new byte[Math.min(limit, 256)];
  }

  /** Forgets the content. */
  public ByteBuilder clear() {
    length = 0;
    overflowed = false;
    return this;
  }

  /** The bytes; valid from 0 to {@link #length}, and until the next change. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** The greatest number of bytes that fit. */
  public int limit() {
    return limit;
  }

  /** Shortens the content to {@code newLength} bytes. */
  public void truncate(int newLength) {
    length = Math.min(length, newLength);
  }

  /** Whether something did not fit since {@link #clear}. */
  public boolean overflowed() {
    return overflowed;
  }

  /** Appends one byte, the low eight bits of {@code value}. */
  public ByteBuilder append(int value) {
    if (reserve(1) == 1) {
      bytes[length++] = (byte) value;
    }
    return this;
  }

  /** Appends a range of {@code source}, as much of it as fits. */
  public ByteBuilder append(byte[] source, int offset, int count) {
    int fitting = reserve(count);
    System.arraycopy(source, offset, bytes, length, fitting);
    length += fitting;
    return this;
  }

  /** Appends all of {@code source}. */
  public ByteBuilder append(byte[] source) {
    return append(source, 0, source.length);
  }

  /** Appends the low eight bits of every character. */
  public ByteBuilder append(String text) {
    int fitting = reserve(text.length());
    for (int i = 0; i < fitting; i++) {
      bytes[length + i] = (byte) text.charAt(i);
    }
    length += fitting;
    return this;
  }

  /** Appends {@code value} in decimal. */
  public ByteBuilder appendDecimal(long value) {
    if (value == Long.MIN_VALUE) {
      return append("-9223372036854775808");
    }
    long rest = value;
    if (rest < 0) {
      append('-');
      rest = -rest;
    }
    int digits = 1;
    for (long bound = 10; bound <= rest && digits < 19; digits++) {
      bound = digits == 18 ? Long.MAX_VALUE : bound * 10;
    }
    return appendPadded(rest, digits);
  }

  /** Appends the last {@code digits} decimal digits of {@code value}, which is not negative. */
  public ByteBuilder appendPadded(long value, int digits) {
    if (reserve(digits) < digits) {
      return this;
    }
    if (value < MIN_TEN_DIGITS) {
      int rest = (int) value;
      for (int i = length + digits - 1; i >= length; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    } else {
      long rest = value;
      for (int i = length + digits - 1; i >= length; i--) {
        bytes[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    }
    length += digits;
    return this;
  }

  /** Appends the two hexadecimal digits of a byte. */
  public ByteBuilder appendHex(int value, boolean upper) {
    String digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    return append(digits.charAt(value >> 4 & 15)).append(digits.charAt(value & 15));
  }

  /** The content as a new array. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The content as text, one character a byte. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** Makes room for {@code count} bytes, or as many as fit; says how many. */
  private int reserve(int count) {
    int fitting = Math.min(count, limit - length);
    if (fitting < count) {
      overflowed = true;
    }
    if (length + fitting > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(bytes.length * 2, length + fitting)));
    }
    return fitting;
  }
}
