package io.spillway.rules.sample;

/**
 * IP addresses in text: RFC 4291 section 2.2 as glibc's inet_pton reads and inet_ntop writes it.
 */
public final class AddressText {
  private AddressText() {}

  /** Appends an IPv4 address. */
  public static void appendIpv4(ByteBuilder out, int address) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.appendDecimal(address >> shift & 0xff);
      if (shift > 0) {
        out.append('.');
      }
    }
  }

  /** Appends an IPv6 address, its longest run of zeros shortened. */
  public static void appendIpv6(ByteBuilder out, long high, long low) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = i;
      while (run < 8 && group(high, low, run) == 0) {
        run++;
      }
      if (run - i > bestLength) {
        bestStart = i;
        bestLength = run - i;
      }
      i = Math.max(i, run - 1);
    }
    for (int i = 0; i < 8; i++) {
      if (bestStart >= 0 && i >= bestStart && i < bestStart + bestLength) {
        if (i == bestStart) {
          out.append(':');
        }
        continue;
      }
      if (i > 0) {
        out.append(':');
      }
      boolean embedded =
          bestStart == 0 && (bestLength == 6 || bestLength == 5 && group(high, low, 5) == 0xffff);
      if (i == 6 && embedded) {
        appendIpv4(out, (int) low);
        return;
      }
      appendGroup(out, group(high, low, i));
    }
    if (bestStart >= 0 && bestStart + bestLength == 8) {
      out.append(':');
    }
  }

  /** Appends {@code address} without its port. */
  public static void append(ByteBuilder out, Address address) {
    if (address.isIpv4()) {
      appendIpv4(out, (int) address.low());
    } else {
      appendIpv6(out, address.high(), address.low());
    }
  }

  private static int group(long high, long low, int index) {
    long half = index < 4 ? high : low;
    return (int) (half >> 48 - 16 * (index & 3)) & 0xffff;
  }

  private static void appendGroup(ByteBuilder out, int value) {
    boolean begun = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      int digit = value >> shift & 15;
      if (digit != 0 || begun || shift == 0) {
        out.append("0123456789abcdef".charAt(digit));
        begun = true;
      }
    }
  }

  /** Turns a sample that holds the text of an IPv4 address into that address. */
  static boolean parseIpv4(Sample sample) {
    long address = parseIpv4(sample.bytes(), sample.offset(), sample.length());
    return address >= 0 && sample.ipv4(address);
  }

  /** The IPv4 address that {@code length} bytes write, or -1. */
  public static long parseIpv4(byte[] bytes, int offset, int length) {
    long address = 0;
    int octet = 0;
    int digits = 0;
    int dots = 0;
    for (int i = offset; i < offset + length; i++) {
      int c = bytes[i];
      if (c >= '0' && c <= '9') {
        octet = octet * 10 + c - '0';
        if (++digits > 3 || octet > 255) {
          return -1;
        }
      } else if (c == '.' && digits > 0 && dots < 3) {
        address = address << 8 | octet;
        octet = 0;
        digits = 0;
        dots++;
      } else {
        return -1;
      }
    }
    return dots == 3 && digits > 0 ? address << 8 | octet : -1;
  }

  /** Turns a sample that holds the text of an IPv6 address into that address. */
  static boolean parseIpv6(Sample sample) {
    byte[] text = sample.bytes();
    int at = sample.offset();
    int end = at + sample.length();
    long before = 0;
    long beforeHigh = 0;
    int groups = 0;
    int gap = -1;
    if (end - at >= 2 && text[at] == ':') {
      if (text[at + 1] != ':') {
        return false;
      }
      at++;
    }
    while (at < end) {
      if (text[at] == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = groups;
        at++;
        continue;
      }
      int start = at;
      int value = 0;
      while (at < end && hexDigit(text[at]) >= 0 && at - start < 4) {
        value = value << 4 | hexDigit(text[at++]);
      }
      if (at < end && text[at] == '.') {
        long ipv4 = parseIpv4(text, start, end - start);
        if (ipv4 < 0 || groups > 6) {
          return false;
        }
        for (int half = 0; half < 2; half++) {
          beforeHigh = beforeHigh << 16 | before >>> 48;
          before = before << 16 | ipv4 >> 16 - 16 * half & 0xffff;
        }
        groups += 2;
        at = end;
        break;
      }
      if (at == start || groups == 8) {
        return false;
      }
      beforeHigh = beforeHigh << 16 | before >>> 48;
      before = before << 16 | value;
      groups++;
      if (at < end) {
        if (text[at] != ':' || at + 1 == end) {
          return false;
        }
        at++;
      }
    }
    if (gap < 0) {
      return groups == 8 && sample.ipv6(beforeHigh, before);
    }
    if (groups > 7) {
      return false;
    }
    return withGap(sample, beforeHigh, before, groups, gap);
  }

  /** Places the {@code groups} groups read around a gap of zeros after the first {@code gap}. */
  private static boolean withGap(Sample sample, long high, long low, int groups, int gap) {
    long outHigh = 0;
    long outLow = 0;
    for (int i = 0; i < groups; i++) {
      int fromEnd = groups - 1 - i;
      long group = fromEnd < 4 ? low >>> 16 * fromEnd : high >>> 16 * (fromEnd - 4);
      int target = i < gap ? i : 8 - (groups - i);
      if (target < 4) {
        outHigh |= (group & 0xffff) << 48 - 16 * target;
      } else {
        outLow |= (group & 0xffff) << 48 - 16 * (target - 4);
      }
    }
    return sample.ipv6(outHigh, outLow);
  }

  private static int hexDigit(int c) {
    return Character.digit(c, 16);
  }
}
