package io.spillway.rules.sample;

/**
 * The conversions that happen by themselves where a value of one type is given to a converter or an
 * action that takes another.
 */
public final class SampleCasts {
  private SampleCasts() {}

  /** Whether a value of type {@code from} can ever become one of type {@code to}. */
  public static boolean isPossible(SampleType from, SampleType to) {
    if (from == to || from == SampleType.ANY || to == SampleType.ANY || to == SampleType.SAME) {
      return true;
    }
    return switch (from) {
      case BOOLEAN -> to == SampleType.INTEGER || to == SampleType.STRING;
      case INTEGER -> to != SampleType.METHOD;
      case ADDRESS, IPV4, IPV6 ->
          to == SampleType.ADDRESS
              || to == SampleType.IPV4
              || to == SampleType.IPV6
              || to == SampleType.STRING
              || to == SampleType.BINARY
              || to == SampleType.INTEGER && from != SampleType.IPV6;
      case STRING -> true;
      case BINARY, METHOD ->
          to == SampleType.STRING || to == SampleType.BINARY || to == SampleType.METHOD;
      default -> true;
    };
  }

  /** Makes {@code sample} a value of type {@code to}; false where it cannot be. */
  static boolean cast(Sample sample, SampleType to) {
    SampleType from = sample.type();
    if (to == SampleType.ANY || to == SampleType.SAME || from == to) {
      return true;
    }
    if (!isPossible(from, to)) {
      return false;
    }
    return switch (from) {
      case BOOLEAN -> to == SampleType.STRING ? decimal(sample) : sample.as(to);
      case INTEGER -> fromInteger(sample, to);
      case IPV4 -> fromIpv4(sample, to);
      case IPV6 -> fromIpv6(sample, to);
      case STRING -> fromString(sample, to);
      case BINARY -> to == SampleType.STRING ? binaryToString(sample) : sample.as(to);
      case METHOD -> sample.as(to);
      default -> false;
    };
  }

  private static boolean fromInteger(Sample sample, SampleType to) {
    return switch (to) {
      case BOOLEAN -> sample.bool(sample.number() != 0);
      case STRING -> decimal(sample);
      case BINARY -> {
        ByteBuilder out = sample.scratch();
        appendLong(out, sample.number());
        yield sample.bytes(SampleType.BINARY, out);
      }
      case IPV4, ADDRESS -> sample.ipv4(sample.number());
      case IPV6 -> sample.ipv6(0, 0xffff_0000_0000L | sample.number() & 0xffff_ffffL);
      default -> false;
    };
  }

  private static boolean decimal(Sample sample) {
    ByteBuilder out = sample.scratch();
    out.appendDecimal(sample.number());
    return sample.bytes(SampleType.STRING, out);
  }

  private static void appendLong(ByteBuilder out, long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.append((int) (value >> shift));
    }
  }

  private static boolean fromIpv4(Sample sample, SampleType to) {
    return switch (to) {
      case ADDRESS -> true;
      case INTEGER -> sample.integer(sample.number());
      case IPV6 -> sample.ipv6(0, 0xffff_0000_0000L | sample.number());
      case STRING -> {
        ByteBuilder out = sample.scratch();
        AddressText.appendIpv4(out, (int) sample.number());
        yield sample.bytes(SampleType.STRING, out);
      }
      case BINARY -> {
        ByteBuilder out = sample.scratch();
        for (int shift = 24; shift >= 0; shift -= 8) {
          out.append((int) (sample.number() >> shift));
        }
        yield sample.bytes(SampleType.BINARY, out);
      }
      default -> false;
    };
  }

  private static boolean fromIpv6(Sample sample, SampleType to) {
    return switch (to) {
      case ADDRESS -> true;
      case IPV4 -> mappedIpv4(sample);
      case STRING -> {
        ByteBuilder out = sample.scratch();
        AddressText.appendIpv6(out, sample.high(), sample.number());
        yield sample.bytes(SampleType.STRING, out);
      }
      case BINARY -> {
        ByteBuilder out = sample.scratch();
        appendLong(out, sample.high());
        appendLong(out, sample.number());
        yield sample.bytes(SampleType.BINARY, out);
      }
      default -> false;
    };
  }

  /** IPv4-mapped (::ffff:a.b.c.d), IPv4-compatible (::a.b.c.d) and 6to4 (2002:…) addresses. */
  private static boolean mappedIpv4(Sample sample) {
    long prefix = sample.number() >>> 32;
    if (sample.high() == 0 && (prefix == 0xffff || prefix == 0)) {
      return sample.ipv4(sample.number());
    }
    if (sample.high() >>> 48 == 0x2002) {
      return sample.ipv4(sample.high() >>> 16);
    }
    return false;
  }

  private static boolean fromString(Sample sample, SampleType to) {
    return switch (to) {
      case BOOLEAN, INTEGER -> {
        if (sample.length() == 0) {
          yield false;
        }
        long value = leadingNumber(sample.bytes(), sample.offset(), sample.length());
        yield to == SampleType.BOOLEAN ? sample.bool(value != 0) : sample.integer(value);
      }
      case IPV4 -> AddressText.parseIpv4(sample);
      case IPV6 -> AddressText.parseIpv6(sample);
      case ADDRESS -> {
        if (AddressText.parseIpv4(sample)) {
          yield true;
        }
        boolean isAddress = AddressText.parseIpv6(sample);
        if (isAddress && sample.high() == 0 && sample.number() >>> 32 == 0xffff) {
          sample.ipv4(sample.number());
        }
        yield isAddress;
      }
      case BINARY, METHOD -> sample.as(to);
      default -> false;
    };
  }

  /** The number that {@code length} bytes begin with, saturating; 0 where they begin with none. */
  public static long leadingNumber(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int i = offset;
    boolean negative = i < end && bytes[i] == '-';
    if (negative) {
      i++;
    }
    long value = 0;
    for (; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      int digit = bytes[i] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      value = value * 10 - digit;
    }
    if (negative) {
      return value;
    }
    return value == Long.MIN_VALUE ? Long.MAX_VALUE : -value;
  }

  /** A string made of a binary ends before its first zero byte. */
  private static boolean binaryToString(Sample sample) {
    sample.as(SampleType.STRING);
    for (int i = 0; i < sample.length(); i++) {
      if (sample.at(i) == 0) {
        return sample.slice(0, i);
      }
    }
    return true;
  }
}
