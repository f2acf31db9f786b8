package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;

import io.spillway.rules.Converter;
import io.spillway.rules.hash.HashFunction;
import io.spillway.rules.hash.XxHash;
import io.spillway.rules.hash.Xxh3;
import java.util.List;
import java.util.zip.CRC32C;

/** Converters to hashes that are numbers. */
public final class Hashes {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          hash32("sdbm", HashFunction.SDBM::hash),
          hash32("djb2", HashFunction.DJB2::hash),
          hash32("wt6", HashFunction.WT6::hash),
          hash32("crc32", HashFunction.CRC32::hash),
          hash32("crc32c", Hashes::crc32c),
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
              }),
          Converter.of(
              "xxh3",
              BINARY,
              INTEGER,
              "[integer]",
              arguments -> {
                long seed = arguments.integer(0, 0);
                return (evaluation, s) ->
                    s.integer(Xxh3.hash(s.bytes(), s.offset(), s.length(), seed));
              }));

  private Hashes() {}

  /** A hash of 32 bits of a range of bytes. */
  private interface Hash32 {
    int of(byte[] bytes, int from, int to);
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
            int value = hash.of(sample.bytes(), sample.offset(), sample.offset() + sample.length());
            return sample.integer((avalanche ? HashFunction.spread(value) : value) & 0xffff_ffffL);
          };
        });
  }

  /** Not in {@link HashFunction}, because {@code hash-type} has no word for it. */
  private static int crc32c(byte[] bytes, int from, int to) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, to - from);
    return (int) sum.getValue();
  }
}
