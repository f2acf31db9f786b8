package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;

import io.spillway.rules.Converter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** Converters to hashes that are numbers. */
public final class Hashes {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          hash32("sdbm", Hashes::sdbm),
          hash32("djb2", Hashes::djb2),
          hash32("wt6", Hashes::wt6),
          hash32("crc32", (bytes, from, count) -> checksum(new CRC32(), bytes, from, count)),
          hash32("crc32c", (bytes, from, count) -> checksum(new CRC32C(), bytes, from, count)),
          Converter.of(
              "xxh32",
              BINARY,
              INTEGER,
              "[integer]",
              arguments -> {
                int seed = (int) arguments.integer(0, 0);
                return (evaluation, s) ->
                    s.integer(
                        XxHash.hash32(s.bytes(), s.offset(), s.length(), seed) & 0xffff_ffffL);
              }),
          Converter.of(
              "xxh64",
              BINARY,
              INTEGER,
              "[integer]",
              arguments -> {
                long seed = arguments.integer(0, 0);
                return (evaluation, s) ->
                    s.integer(XxHash.hash64(s.bytes(), s.offset(), s.length(), seed));
              }));

  private Hashes() {}

  /** A hash of 32 bits of a range of bytes. */
  private interface Hash32 {
    int of(byte[] bytes, int from, int count);
  }

  private static Converter hash32(String name, Hash32 hash) {
    return Converter.of(
        name,
        BINARY,
        INTEGER,
        "[integer]",
        arguments -> {
          boolean avalanche = arguments.integer(0, 0) != 0;
          return (evaluation, sample) -> {
            int value = hash.of(sample.bytes(), sample.offset(), sample.length());
            return sample.integer((avalanche ? avalanche(value) : value) & 0xffff_ffffL);
          };
        });
  }

  private static int checksum(Checksum checksum, byte[] bytes, int from, int count) {
    checksum.update(ByteBuffer.wrap(bytes, from, count));
    return (int) checksum.getValue();
  }

  private static int sdbm(byte[] bytes, int from, int count) {
    int hash = 0;
    for (int i = from; i < from + count; i++) {
      hash = (bytes[i] & 0xff) + (hash << 6) + (hash << 16) - hash;
    }
    return hash;
  }

  private static int djb2(byte[] bytes, int from, int count) {
    int hash = 5381;
    for (int i = from; i < from + count; i++) {
      hash = hash * 33 + (bytes[i] & 0xff);
    }
    return hash;
  }

  /** The hash that its author called wt6: two halves, rotated by amounts that the data decides. */
  private static int wt6(byte[] bytes, int from, int count) {
    int first = 0xa53c965a;
    int second = 0x5ca6953a;
    int firstStep = 6;
    int secondStep = 18;
    for (int i = from; i < from + count; i++) {
      int next = bytes[i] & 0xff;
      first = ~(first ^ next);
      second = ~(second + next);
      int rotated = Integer.rotateLeft(second, firstStep);
      second = Integer.rotateLeft(first, secondStep);
      first = rotated;
      int steps = (first >>> 16 ^ second) & 0xffff;
      firstStep = steps & 0x1f;
      secondStep = steps >>> 11;
    }
    return first ^ second;
  }

  /** Bob Jenkins's integer hash with full avalanche, its end multiplied as HAProxy does. */
  public static int avalanche(int value) {
    int a = value;
    a = a + 0x7ed55d16 + (a << 12);
    a = a ^ 0xc761c23c ^ a >>> 19;
    a = a + 0x165667b1 + (a << 5);
    a = a + 0xd3a2646c ^ a << 9;
    a = a + 0xfd7046c5 + (a << 3);
    return (a ^ 0xb55a4f09 ^ a >>> 16) * 0xc0000001;
  }
}
