package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ANY;
import static io.spillway.rules.sample.SampleType.BINARY;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.Sample;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of messages of Protocol Buffers, as they are ({@code protobuf}) or within messages of gRPC
 * ({@code ungrpc}). The first field of the number counts.
 */
public final class ProtocolBuffers {
  private static final int VARINT = 0;
  private static final int BITS_64 = 1;
  private static final int DELIMITED = 2;
  private static final int BITS_32 = 5;
  private static final int GRPC_HEADER = 5;
  private static final String SIGNATURE = "Protocol buffers field number[,string]";

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("protobuf", BINARY, ANY, SIGNATURE, ProtocolBuffers::ofMessage),
          Converter.of("ungrpc", BINARY, ANY, SIGNATURE, ProtocolBuffers::ofGrpc));

  private ProtocolBuffers() {}

  /** What {@code <field_type>} may name. */
  private enum FieldType {
    INT32(VARINT),
    UINT32(VARINT),
    SINT32(VARINT),
    INT64(VARINT),
    UINT64(VARINT),
    SINT64(VARINT),
    BOOL(VARINT),
    ENUM(VARINT),
    FIXED64(BITS_64),
    SFIXED64(BITS_64),
    DOUBLE(BITS_64),
    FIXED32(BITS_32),
    SFIXED32(BITS_32),
    FLOAT(BITS_32);

    private final int wireType;

    FieldType(int wireType) {
      this.wireType = wireType;
    }

    static @Nullable FieldType of(String name) {
      for (FieldType type : values()) {
        if (type.name().toLowerCase(java.util.Locale.ROOT).equals(name)) {
          return type;
        }
      }
      return null;
    }

    /** The number that is sent as {@code bits}. */
    long number(long bits) {
      return switch (this) {
        case INT32, SFIXED32, ENUM -> (int) bits;
        case FIXED32 -> bits & 0xffff_ffffL;
        case SINT32 -> (int) (bits >>> 1 ^ -(bits & 1));
        case SINT64 -> bits >>> 1 ^ -(bits & 1);
        case DOUBLE -> (long) Double.longBitsToDouble(bits);
        case FLOAT -> (int) Float.intBitsToFloat((int) bits) & 0xffff_ffffL;
        case INT64, UINT32, UINT64, BOOL, FIXED64, SFIXED64 -> bits;
      };
    }
  }

  /** A field to be found: the numbers that lead to it, and its type where a number is wanted. */
  private record Field(long[] path, @Nullable FieldType type) {
    static Field of(CallArguments arguments) {
      String text = arguments.text(0);
      if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})*")) {
        throw arguments.error(
            "failed to parse '" + text + "' as type 'Protocol buffers field number'");
      }
      FieldType type = null;
      if (arguments.has(1)) {
        type = FieldType.of(arguments.text(1));
        if (type == null) {
          throw arguments.error("unknown type '" + arguments.text(1) + "'");
        }
      }
      return new Field(Arrays.stream(text.split("\\.")).mapToLong(Long::parseLong).toArray(), type);
    }

    boolean find(Sample sample, int from, int to) {
      return new Message(sample, this).find(0, from, to);
    }
  }

  private static Conversion ofMessage(CallArguments arguments) {
    Field field = Field.of(arguments);
    return (evaluation, sample) -> field.find(sample, 0, sample.length());
  }

  private static Conversion ofGrpc(CallArguments arguments) {
    Field field = Field.of(arguments);
    return (evaluation, sample) -> {
      int at = 0;
      while (at + GRPC_HEADER <= sample.length()) {
        long length = fixed(sample, at + 1, 4, true);
        at += GRPC_HEADER;
        if (length > sample.length() - at) {
          return false;
        }
        boolean isCompressed = sample.at(at - GRPC_HEADER) != 0;
        if (!isCompressed && field.find(sample, at, at + (int) length)) {
          return true;
        }
        at += (int) length;
      }
      return false;
    };
  }

  private static long fixed(Sample sample, int at, int bytes, boolean bigEndian) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | sample.at(bigEndian ? at + i : at + bytes - 1 - i);
    }
    return value;
  }

  /** One pass over a message. */
  private static final class Message {
    private final Sample sample;
    private final Field field;
    private int at;
    private boolean broken;

    Message(Sample sample, Field field) {
      this.sample = sample;
      this.field = field;
    }

    /** Looks for step {@code depth} of the field's path; puts what it finds into the sample. */
    boolean find(int depth, int from, int to) {
      at = from;
      while (at < to) {
        long key = varint(to);
        int wireType = (int) key & 7;
        int start = at;
        long bits = 0;
        int length = 0;
        switch (wireType) {
          case VARINT -> bits = varint(to);
          case BITS_64 -> length = 8;
          case BITS_32 -> length = 4;
          case DELIMITED -> {
            long told = varint(to);
            start = at;
            broken |= told < 0 || told > to - at;
            length = broken ? 0 : (int) told;
          }
          default -> broken = true;
        }
        if (broken || length > to - at) {
          return false;
        }
        at += length;
        if (key >>> 3 == field.path()[depth]) {
          if (depth < field.path().length - 1) {
            return wireType == DELIMITED && find(depth + 1, start, at);
          }
          return take(wireType, bits, start);
        }
      }
      return false;
    }

    private boolean take(int wireType, long bits, int start) {
      FieldType type = field.type();
      if (type == null) {
        sample.slice(start, at - start);
        return sample.as(BINARY);
      }
      if (type.wireType != wireType) {
        return false;
      }
      return sample.integer(
          type.number(wireType == VARINT ? bits : fixed(sample, start, at - start, false)));
    }

    private long varint(int to) {
      long value = 0;
      for (int shift = 0; shift < 70 && at < to; shift += 7) {
        int octet = sample.at(at++);
        value |= (long) (octet & 0x7f) << shift;
        if (octet < 0x80) {
          return value;
        }
      }
      broken = true;
      return 0;
    }
  }
}
