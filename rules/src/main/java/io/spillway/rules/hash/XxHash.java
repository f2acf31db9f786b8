package io.spillway.rules.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The xxHash family (xxHash specification 0.1.1), over ranges of bytes. */
public final class XxHash {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int P32_1 = 0x9E3779B1;
  private static final int P32_2 = 0x85EBCA77;
  private static final int P32_3 = 0xC2B2AE3D;
  private static final int P32_4 = 0x27D4EB2F;
  private static final int P32_5 = 0x165667B1;
  private static final long P64_1 = 0x9E3779B185EBCA87L;
  private static final long P64_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P64_3 = 0x165667B19E3779F9L;
  private static final long P64_4 = 0x85EBCA77C2B2AE63L;
  private static final long P64_5 = 0x27D4EB2F165667C5L;

  private XxHash() {}

  /** XXH32. */
  public static int hash32(byte[] bytes, int offset, int length, int seed) {
    int at = offset;
    int end = offset + length;
    int hash;
    if (length >= 16) {
      int a = seed + P32_1 + P32_2;
      int b = seed + P32_2;
      int c = seed;
      int d = seed - P32_1;
      for (; at + 16 <= end; at += 16) {
        a = round32(a, (int) INT.get(bytes, at));
        b = round32(b, (int) INT.get(bytes, at + 4));
        c = round32(c, (int) INT.get(bytes, at + 8));
        d = round32(d, (int) INT.get(bytes, at + 12));
      }
      hash =
          Integer.rotateLeft(a, 1)
              + Integer.rotateLeft(b, 7)
              + Integer.rotateLeft(c, 12)
              + Integer.rotateLeft(d, 18);
    } else {
      hash = seed + P32_5;
    }
    hash += length;
    for (; at + 4 <= end; at += 4) {
      hash = Integer.rotateLeft(hash + (int) INT.get(bytes, at) * P32_3, 17) * P32_4;
    }
    for (; at < end; at++) {
      hash = Integer.rotateLeft(hash + (bytes[at] & 0xff) * P32_5, 11) * P32_1;
    }
    hash = (hash ^ hash >>> 15) * P32_2;
    hash = (hash ^ hash >>> 13) * P32_3;
    return hash ^ hash >>> 16;
  }

  private static int round32(int accumulator, int lane) {
    return Integer.rotateLeft(accumulator + lane * P32_2, 13) * P32_1;
  }

  /** XXH64. */
  public static long hash64(byte[] bytes, int offset, int length, long seed) {
    int at = offset;
    int end = offset + length;
    long hash;
    if (length >= 32) {
      long a = seed + P64_1 + P64_2;
      long b = seed + P64_2;
      long c = seed;
      long d = seed - P64_1;
      for (; at + 32 <= end; at += 32) {
        a = round64(a, (long) LONG.get(bytes, at));
        b = round64(b, (long) LONG.get(bytes, at + 8));
        c = round64(c, (long) LONG.get(bytes, at + 16));
        d = round64(d, (long) LONG.get(bytes, at + 24));
      }
      hash =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      hash = merge64(merge64(merge64(merge64(hash, a), b), c), d);
    } else {
      hash = seed + P64_5;
    }
    hash += length;
    for (; at + 8 <= end; at += 8) {
      hash ^= round64(0, (long) LONG.get(bytes, at));
      hash = Long.rotateLeft(hash, 27) * P64_1 + P64_4;
    }
    if (at + 4 <= end) {
      hash ^= ((int) INT.get(bytes, at) & 0xffff_ffffL) * P64_1;
      hash = Long.rotateLeft(hash, 23) * P64_2 + P64_3;
      at += 4;
    }
    for (; at < end; at++) {
      hash = Long.rotateLeft(hash ^ (bytes[at] & 0xff) * P64_5, 11) * P64_1;
    }
    hash = (hash ^ hash >>> 33) * P64_2;
    hash = (hash ^ hash >>> 29) * P64_3;
    return hash ^ hash >>> 32;
  }

  private static long round64(long accumulator, long lane) {
    return Long.rotateLeft(accumulator + lane * P64_2, 31) * P64_1;
  }

  private static long merge64(long hash, long accumulator) {
    return (hash ^ round64(0, accumulator)) * P64_1 + P64_4;
  }
}
