package io.spillway.rules;

import io.spillway.http.Head;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;

/**
 * Header lines in the binary form that {@code req.hdrs_bin} gives and {@code add-headers-bin}
 * takes: names and values, each after its length, ended by an empty name and an empty value
 * (configuration manual, chapter 7.3.6 "req.hdrs_bin"). A length is written as agents of the SPOP
 * protocol do: in one byte below 240, else in up to ten, seven bits at a time, of which the first
 * holds four.
 */
public final class HeaderBlock {
  private static final int ONE_BYTE = 240;

  private final Sample block;
  private int at;
  private int start;
  private int length;

  /** A reader of what {@code block} holds, which it leaves as it is. */
  public HeaderBlock(Sample block) {
    this.block = block;
  }

  /** Appends all header lines of {@code head}, names in lower case, and the end. */
  public static void append(Head head, ByteBuilder out) {
    byte[] bytes = head.bytes();
    for (int i = 0; i < head.headerCount(); i++) {
      if (!head.isRemoved(i)) {
        appendLength(head.nameEnd(i) - head.nameStart(i), out);
        for (int n = head.nameStart(i); n < head.nameEnd(i); n++) {
          byte b = bytes[n];
          out.append(b >= 'A' && b <= 'Z' ? b + 32 : b);
        }
        appendLength(head.valueEnd(i) - head.valueStart(i), out);
        out.append(bytes, head.valueStart(i), head.valueEnd(i) - head.valueStart(i));
      }
    }
    out.append(0).append(0);
  }

  private static void appendLength(int value, ByteBuilder out) {
    if (value < ONE_BYTE) {
      out.append(value);
      return;
    }
    out.append(value & 0xff | ONE_BYTE);
    int rest = value - ONE_BYTE >> 4;
    while (rest >= 128) {
      out.append(rest & 0x7f | 0x80);
      rest = rest - 128 >> 7;
    }
    out.append(rest);
  }

  /**
   * Reads the next name or value: {@link #start} and {@link #length} tell it.
   *
   * @return false where the block is cut off
   */
  public boolean next() {
    if (at >= block.length()) {
      return false;
    }
    long value = block.at(at++);
    if (value >= ONE_BYTE) {
      int shift = 4;
      int more;
      do {
        if (at >= block.length() || shift > 25) {
          return false;
        }
        more = block.at(at++);
        value += (long) more << shift;
        shift += 7;
      } while (more >= 128);
    }
    if (value > block.length() - at) {
      return false;
    }
    start = at;
    length = (int) value;
    at += length;
    return true;
  }

  /** Where in the block what was read begins. */
  public int start() {
    return start;
  }

  /** How many bytes what was read has. */
  public int length() {
    return length;
  }
}
