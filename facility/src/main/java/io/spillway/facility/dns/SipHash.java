package io.spillway.facility.dns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SipHash-2-4, a keyed hash for short inputs (Aumasson and Bernstein, 2012). Immutable. */
final class SipHash {
  private final long key0;
  private final long key1;

  /** A hash with a key of 16 bytes. */
  SipHash(byte[] key) {
    ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    key0 = words.getLong();
    key1 = words.getLong();
  }

  /** The hash of the first {@code length} bytes. */
  long hash(byte[] bytes, int length) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    int whole = length & ~7;
    // After the words of the input: the last one with the length, then four rounds to finish.
    for (int at = 0; ; at += 8) {
      boolean last = at == whole;
      long word = word(bytes, at, last ? length - whole : 8);
      if (last) {
        word |= (long) length << 56;
      }
      v3 ^= word;
      int rounds = 2;
      for (int round = 0; round < rounds; round++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
        if (last && round == 1) {
          v0 ^= word;
          v2 ^= 0xff;
          rounds = 6;
        }
      }
      if (last) {
        return v0 ^ v1 ^ v2 ^ v3;
      }
      v0 ^= word;
    }
  }

  private static long word(byte[] bytes, int at, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return word;
  }
}
