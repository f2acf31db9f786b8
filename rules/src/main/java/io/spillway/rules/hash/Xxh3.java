package io.spillway.rules.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** XXH3 with 64 bits (xxHash specification, chapter "XXH3"), over ranges of bytes. */
public final class Xxh3 {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long P32_1 = 0x9E3779B1L;
  private static final long P32_2 = 0x85EBCA77L;
  private static final long P32_3 = 0xC2B2AE3DL;
  private static final long P64_1 = 0x9E3779B185EBCA87L;
  private static final long P64_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P64_3 = 0x165667B19E3779F9L;
  private static final long P64_4 = 0x85EBCA77C2B2AE63L;
  private static final long P64_5 = 0x27D4EB2F165667C5L;
  private static final long MIX_1 = 0x165667919E3779F9L;
  private static final long MIX_2 = 0x9FB21C651E98DF25L;

  private static final byte[] SECRET =
      HexFormat.of()
          .parseHex(
              "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
                  + "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
                  + "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
                  + "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
                  + "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
                  + "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e");

  private static final int STRIPE = 64;
  private static final int LANES = 8;
  private static final int STRIPES_OF_BLOCK = (SECRET.length - STRIPE) / LANES;

  private Xxh3() {}

  /** The hash of a range of bytes. */
  public static long hash(byte[] bytes, int offset, int length, long seed) {
    if (length <= 16) {
      return upTo16(bytes, offset, length, seed);
    }
    if (length <= 128) {
      return upTo128(bytes, offset, length, seed);
    }
    return length <= 240
        ? upTo240(bytes, offset, length, seed)
        : longer(bytes, offset, length, seed);
  }

  private static long secret(int at) {
    return (long) LONG.get(SECRET, at);
  }

  private static long word(byte[] bytes, int at) {
    return (int) INT.get(bytes, at) & 0xffff_ffffL;
  }

  private static long upTo16(byte[] bytes, int offset, int length, long seed) {
    if (length > 8) {
      long low = (long) LONG.get(bytes, offset) ^ ((secret(24) ^ secret(32)) + seed);
      long high = (long) LONG.get(bytes, offset + length - 8) ^ ((secret(40) ^ secret(48)) - seed);
      return avalanche(length + Long.reverseBytes(low) + high + fold(low, high));
    }
    if (length >= 4) {
      long mixed = seed ^ (long) Integer.reverseBytes((int) seed) << 32;
      long value = word(bytes, offset + length - 4) + (word(bytes, offset) << 32);
      long hash = value ^ ((secret(8) ^ secret(16)) - mixed);
      hash ^= Long.rotateLeft(hash, 49) ^ Long.rotateLeft(hash, 24);
      hash *= MIX_2;
      hash ^= (hash >>> 35) + length;
      hash *= MIX_2;
      return hash ^ hash >>> 28;
    }
    if (length > 0) {
      long value =
          (bytes[offset] & 0xffL) << 16
              | (bytes[offset + (length >> 1)] & 0xffL) << 24
              | bytes[offset + length - 1] & 0xffL
              | (long) length << 8;
      return avalanche64(value ^ ((word(SECRET, 0) ^ word(SECRET, 4)) + seed));
    }
    return avalanche64(seed ^ secret(56) ^ secret(64));
  }

  private static long upTo128(byte[] bytes, int offset, int length, long seed) {
    long sum = length * P64_1;
    for (int pair = (length - 1) / 32; pair >= 0; pair--) {
      sum += mix(bytes, offset + 16 * pair, 32 * pair, seed);
      sum += mix(bytes, offset + length - 16 * (pair + 1), 32 * pair + 16, seed);
    }
    return avalanche(sum);
  }

  private static long upTo240(byte[] bytes, int offset, int length, long seed) {
    long sum = length * P64_1;
    for (int i = 0; i < 8; i++) {
      sum += mix(bytes, offset + 16 * i, 16 * i, seed);
    }
    sum = avalanche(sum);
    for (int i = 8; i < length / 16; i++) {
      sum += mix(bytes, offset + 16 * i, 16 * (i - 8) + 3, seed);
    }
    return avalanche(sum + mix(bytes, offset + length - 16, 119, seed));
  }

  private static long longer(byte[] bytes, int offset, int length, long seed) {
    byte[] secret = seed == 0 ? SECRET : seeded(seed);
    int lastSecret = secret.length - STRIPE;
    long[] sums = {P32_3, P64_1, P64_2, P64_3, P64_4, P32_2, P64_5, P32_1};
    int stripes = (length - 1) / STRIPE;
    for (int i = 0; i < stripes; i++) {
      int inBlock = i % STRIPES_OF_BLOCK;
      accumulate(sums, bytes, offset + STRIPE * i, secret, LANES * inBlock);
      if (inBlock == STRIPES_OF_BLOCK - 1) {
        scramble(sums, secret, lastSecret);
      }
    }
    accumulate(sums, bytes, offset + length - STRIPE, secret, lastSecret - 7);
    long hash = length * P64_1;
    for (int i = 0; i < LANES; i += 2) {
      hash +=
          fold(
              sums[i] ^ (long) LONG.get(secret, 11 + 8 * i),
              sums[i + 1] ^ (long) LONG.get(secret, 19 + 8 * i));
    }
    return avalanche(hash);
  }

  private static byte[] seeded(long seed) {
    byte[] secret = new byte[SECRET.length];
    for (int at = 0; at < secret.length; at += 16) {
      LONG.set(secret, at, secret(at) + seed);
      LONG.set(secret, at + 8, secret(at + 8) - seed);
    }
    return secret;
  }

  private static void accumulate(long[] sums, byte[] bytes, int at, byte[] secret, int secretAt) {
    for (int i = 0; i < LANES; i++) {
      long value = (long) LONG.get(bytes, at + 8 * i);
      long keyed = value ^ (long) LONG.get(secret, secretAt + 8 * i);
      sums[i ^ 1] += value;
      sums[i] += (keyed & 0xffff_ffffL) * (keyed >>> 32);
    }
  }

  private static void scramble(long[] sums, byte[] secret, int secretAt) {
    for (int i = 0; i < LANES; i++) {
      sums[i] = (sums[i] ^ sums[i] >>> 47 ^ (long) LONG.get(secret, secretAt + 8 * i)) * P32_1;
    }
  }

  private static long mix(byte[] bytes, int at, int secretAt, long seed) {
    return fold(
        (long) LONG.get(bytes, at) ^ (secret(secretAt) + seed),
        (long) LONG.get(bytes, at + 8) ^ (secret(secretAt + 8) - seed));
  }

  private static long fold(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) ^ a * b;
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ hash >>> 37) * MIX_1;
    return mixed ^ mixed >>> 32;
  }

  private static long avalanche64(long hash) {
    long mixed = (hash ^ hash >>> 33) * P64_2;
    mixed = (mixed ^ mixed >>> 29) * P64_3;
    return mixed ^ mixed >>> 32;
  }
}
