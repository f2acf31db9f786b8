package io.spillway.proxy.table;

import io.spillway.rules.sample.Sample;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key to look for: a number or an address in two longs, or a range of somebody's bytes, which is
 * valid as long as that is.
 *
 * @param hash spreads keys over a table
 * @param high the upper half of an IPv6 address, otherwise 0
 * @param low the number, the IPv4 address, or the lower half of the IPv6 address
 * @param bytes the array that a string or a binary lies in; null for the others
 * @param offset where it begins there
 * @param length how many bytes it has
 */
record TableKey(int hash, long high, long low, byte @Nullable [] bytes, int offset, int length) {
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  static TableKey ofNumbers(long high, long low) {
    long mixed = (low ^ Long.rotateLeft(high * MIX, 29)) * MIX;
    return new TableKey((int) (mixed >>> 32), high, low, null, 0, 0);
  }

  static TableKey ofBytes(byte[] bytes, int offset, int length) {
    long hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + bytes[i];
    }
    return new TableKey((int) (hash * MIX >>> 32), 0, 0, bytes, offset, length);
  }

  /** The value of {@code sample} as a key of {@code definition}'s; null where it cannot be one. */
  static @Nullable TableKey of(Sample sample, TableDefinition definition) {
    KeyType type = definition.keyType();
    if (!sample.cast(type.sampleType())) {
      return null;
    }
    return switch (type) {
      case IP -> ofNumbers(0, sample.number());
      case IPV6 -> ofNumbers(sample.high(), sample.number());
      case INTEGER -> ofNumbers(0, sample.number() & 0xffff_ffffL);
      case STRING -> ofBytes(sample.bytes(), sample.offset(), textLength(sample, definition));
      case BINARY -> binary(sample, definition.keyLength());
    };
  }

  /** As for C's strings, a zero byte ends the key. */
  private static int textLength(Sample sample, TableDefinition definition) {
    int most = Math.min(sample.length(), definition.keyLength());
    int length = 0;
    while (length < most && sample.at(length) != 0) {
      length++;
    }
    return length;
  }

  /** A binary key always has the table's length: a shorter value is filled up with zero bytes. */
  private static TableKey binary(Sample sample, int length) {
    if (sample.length() >= length) {
      return ofBytes(sample.bytes(), sample.offset(), length);
    }
    byte[] filled = Arrays.copyOf(sample.toByteArray(), length);
    return ofBytes(filled, 0, length);
  }
}
