package io.spillway.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Classes of bytes and whole-word comparisons over byte arrays. The masks that the methods return
 * have the high bit of each matching byte set; only the lowest set bit is exact where so stated,
 * which is the one that a scan needs. Immutable.
 */
final class Ascii {
  /** The high bit of every byte. */
  static final long HIGH = 0x8080808080808080L;

  private static final long ONES = 0x0101010101010101L;
  private static final long LOW = ~HIGH;
  private static final long CASE = 0x2020202020202020L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final boolean[] TOKEN = new boolean[256];
  private static final byte[] LOWER = new byte[256];
  private static final byte[] HEXADECIMAL = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      boolean letter = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z');
      TOKEN[i] = letter || (i >= '0' && i <= '9') || (i != 0 && "!#$%&'*+-.^_`|~".indexOf(i) >= 0);
      LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
      HEXADECIMAL[i] = (byte) Character.digit(i < 128 ? i : 0, 16);
    }
  }

  private Ascii() {}

  /** Eight bytes, the first in the lowest bits. */
  static long word(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index);
  }

  /** Four bytes, the first in the lowest bits. */
  static int halfWord(byte[] bytes, int index) {
    return (int) INT.get(bytes, index);
  }

  static void putWord(byte[] bytes, int index, long word) {
    LONG.set(bytes, index, word);
  }

  /** A word of up to eight characters as {@link #word} would read it, the rest zero. */
  static long word(String text) {
    long word = 0;
    for (int i = Math.min(text.length(), 8) - 1; i >= 0; i--) {
      word = word << 8 | text.charAt(i);
    }
    return word;
  }

  /** The first {@code length} bytes of a word with upper case letters made lower case. */
  static long lowerPrefix(long word, int length) {
    long lower = word | CASE;
    return length >= 8 ? lower : lower & ((1L << (length << 3)) - 1);
  }

  /** Every byte of the word with the bit set that makes an upper case letter lower case. */
  static long lowerWord(long word) {
    return word | CASE;
  }

  /** The index within the word of the byte that the lowest bit of a mask stands for. */
  static int first(long mask) {
    return Long.numberOfTrailingZeros(mask) >>> 3;
  }

  /** Bytes that are neither a letter nor a hyphen; exact. */
  static long notLetterOrHyphen(long word) {
    long lower = (word | CASE) & LOW;
    long letters = (lower + 0x1f1f1f1f1f1f1f1fL) & ~(lower + 0x0505050505050505L) & ~word;
    long other = word ^ 0x2d2d2d2d2d2d2d2dL;
    long hyphens = ~(((other & LOW) + LOW) | other);
    return ~(letters | hyphens) & HIGH;
  }

  /** Bytes below a space; the lowest is exact. */
  static long controls(long word) {
    return (word - CASE) & ~word & HIGH;
  }

  /** Bytes that end or spoil a URI: controls, space, those above DEL, '#'; lowest is exact. */
  static long notUri(long word) {
    long fragment = word ^ 0x2323232323232323L;
    return ((word - 0x2121212121212121L) | word | ((fragment - ONES) & ~fragment)) & HIGH;
  }

  /** Whether the byte may be part of a token, RFC 9110 section 5.6.2. */
  static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  static byte lower(byte b) {
    return LOWER[b & 0xff];
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hexadecimal(byte b) {
    return HEXADECIMAL[b & 0xff];
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /**
   * Whether a range equals a lower-case name, upper case letters in the range counting as lower.
   */
  static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lower) {
    if (end - start != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (LOWER[bytes[start + i] & 0xff] != lower[i]) {
        return false;
      }
    }
    return true;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
