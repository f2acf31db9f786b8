package io.spillway.rules.sample;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value that a fetch extracts and converters change: one of HAProxy's types, held without
 * allocation. Numbers and addresses live in two longs; strings, binaries and methods are a range of
 * an array that belongs to somebody else (the request's buffer, a constant) or to one of this
 * sample's two scratch buffers. A value is valid until the sample is used again; what must live
 * longer is copied.
 *
 * <p>Reusable; each stream has one. Confined to the thread that runs the rules.
 */
public final class Sample {
  private static final byte[] NONE = new byte[0];

  private final int limit;
  private SampleType type = SampleType.ANY;
  private long number;
  private long high;
  private byte[] bytes = NONE;
  private int offset;
  private int length;
  private boolean mayChange;
  private boolean more;
  private boolean iterating;
  private int cursor;
  private int innerCursor;
  private @Nullable ByteBuilder first;
  private @Nullable ByteBuilder second;
  private @Nullable ByteBuilder text;
  private @Nullable Sample nested;

  /**
   * An empty sample.
   *
   * @param limit the longest string or binary, in bytes, that converters may make: HAProxy's {@code
   *     tune.bufsize}
   */
  public Sample(int limit) {
    this.limit = limit;
  }

  /** The value's type. */
  public SampleType type() {
    return type;
  }

  /** The integer, the boolean as 0 or 1, the IPv4 address, or the low half of the IPv6 address. */
  public long number() {
    return number;
  }

  /** The high half of an IPv6 address. */
  public long high() {
    return high;
  }

  /** The array that holds a string, binary or method. Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the value begins in {@link #bytes}. */
  public int offset() {
    return offset;
  }

  /** How many bytes the value has. */
  public int length() {
    return length;
  }

  /** The byte at {@code index} of the value, 0 to 255. */
  public int at(int index) {
    return bytes[offset + index] & 0xff;
  }

  /** Holds a boolean. */
  public boolean bool(boolean value) {
    type = SampleType.BOOLEAN;
    number = value ? 1 : 0;
    return true;
  }

  /** Holds an integer. */
  public boolean integer(long value) {
    type = SampleType.INTEGER;
    number = value;
    return true;
  }

  /** Holds an IPv4 address, in the low 32 bits of {@code address}. */
  public boolean ipv4(long address) {
    type = SampleType.IPV4;
    number = address & 0xffff_ffffL;
    return true;
  }

  /** Holds an IPv6 address. */
  public boolean ipv6(long highHalf, long lowHalf) {
    type = SampleType.IPV6;
    high = highHalf;
    number = lowHalf;
    return true;
  }

  /** Holds {@code address}. */
  public boolean address(Address address) {
    return address.isIpv4() ? ipv4(address.low()) : ipv6(address.high(), address.low());
  }

  /** Holds a range of {@code source} as {@code bytesType}, one of the types of bytes. */
  public boolean bytes(SampleType bytesType, byte[] source, int from, int count) {
    type = bytesType;
    bytes = source;
    offset = from;
    length = count;
    return true;
  }

  /** Holds a string. */
  public boolean string(byte[] source, int from, int count) {
    return bytes(SampleType.STRING, source, from, count);
  }

  /** Holds a string. */
  public boolean string(byte[] source) {
    return bytes(SampleType.STRING, source, 0, source.length);
  }

  /** Holds what {@code scratch} contains, a buffer that {@link #scratch} gave. */
  public boolean bytes(SampleType bytesType, ByteBuilder scratch) {
    return !scratch.overflowed() && bytes(bytesType, scratch.array(), 0, scratch.length());
  }

  /** Holds a part of the present bytes. */
  public boolean slice(int from, int count) {
    offset += from;
    length = count;
    return true;
  }

  /** Gives the present value another type of the same representation. */
  public boolean as(SampleType newType) {
    type = newType;
    return true;
  }

  /** Holds a copy of the reference to {@code other}'s value; bytes are shared. */
  public boolean set(Sample other) {
    type = other.type;
    number = other.number;
    high = other.high;
    bytes = other.bytes;
    offset = other.offset;
    length = other.length;
    return true;
  }

  /**
   * An empty buffer for making a value of bytes: never the one that the present value lies in. Give
   * it back by {@link #bytes(SampleType, ByteBuilder)}.
   */
  public ByteBuilder scratch() {
    ByteBuilder one = first;
    if (one == null) {
      one = new ByteBuilder(limit);
      first = one;
    }
    if (one.array() != bytes) {
      return one.clear();
    }
    ByteBuilder two = second;
    if (two == null) {
      two = new ByteBuilder(limit);
      second = two;
    }
    return two.clear();
  }

  /**
   * An empty buffer for text that is made of the values of several evaluations in this sample: none
   * of them touches it. There is one; it is valid until asked for again.
   */
  public ByteBuilder text() {
    ByteBuilder builder = text;
    if (builder == null) {
      builder = new ByteBuilder(limit);
      text = builder;
    }
    return builder.clear();
  }

  /** A second sample for an evaluation within an evaluation. */
  public Sample nested() {
    Sample inner = nested;
    if (inner == null) {
      inner = new Sample(limit);
      nested = inner;
    }
    return inner;
  }

  /** The longest string or binary that converters may make, in bytes. */
  public int limit() {
    return limit;
  }

  /** Converts the value to {@code target} as HAProxy does; says whether that is possible. */
  public boolean cast(SampleType target) {
    return type == target || SampleCasts.cast(this, target);
  }

  /**
   * Forgets flags and iteration; to be called before a new evaluation.
   *
   * @param wantsAll whether all values of a fetch that has several will be asked for
   */
  public void begin(boolean wantsAll) {
    iterating = wantsAll;
    mayChange = false;
    more = false;
    cursor = 0;
    innerCursor = 0;
  }

  /** Whether all values of a fetch that has several are asked for, one after the other. */
  public boolean isIterating() {
    return iterating;
  }

  /** Whether the value, or its absence, may be another one when more data has come. */
  public boolean mayChange() {
    return mayChange;
  }

  /** Declares that the value, or its absence, may be another one when more data has come. */
  public void markMayChange() {
    mayChange = true;
  }

  /** Whether the fetch has more values after this one, to be had by fetching again. */
  public boolean hasMore() {
    return more;
  }

  /** Says whether the fetch has more values after this one. */
  public void more(boolean value) {
    more = value;
  }

  /** Where a fetch of many values continues; 0 at first. Its meaning is the fetch's own. */
  public int cursor() {
    return cursor;
  }

  /** Second half of {@link #cursor}. */
  public int innerCursor() {
    return innerCursor;
  }

  /** Sets where a fetch of many values continues. */
  public void cursor(int newCursor, int newInnerCursor) {
    cursor = newCursor;
    innerCursor = newInnerCursor;
  }

  /** A copy of the value of bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** A sample with its own copy of this value. */
  public Sample copy() {
    Sample copy = new Sample(limit);
    copy.set(this);
    if (type.isBytes()) {
      copy.bytes(type, toByteArray(), 0, length);
    }
    return copy;
  }

  /** The value as HAProxy prints it where a string is wanted, for messages and tests. */
  @Override
  public String toString() {
    Sample copy = copy();
    return copy.cast(SampleType.STRING)
        ? new String(copy.bytes, copy.offset, copy.length, StandardCharsets.ISO_8859_1)
        : type.word();
  }
}
