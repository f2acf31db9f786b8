package io.spillway.http.h2;

import java.util.Arrays;

/**
 * Reads header blocks (RFC 7541). What it keeps from block to block is the dynamic table. Confined
 * to one loop.
 */
public final class HeaderBlockReader {
  /** Takes the headers of a block, one after the other. */
  public interface Sink {
    /** One header; the arrays are the caller's and change after the call. */
    void header(
        byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength);
  }

  private static final int FIRST_SCRATCH = 256;
  private static final int MALFORMED = -1;

  private final DynamicTable table;
  private byte[] bytes = new byte[0];
  private int position;
  private int end;

  /** The string that was read last: an array, where it starts, how long it is. */
  private byte[] string = new byte[0];

  private int stringStart;
  private int stringLength;

  /** Decoded strings: names from 0 on in the one, values in the other. */
  private byte[] nameScratch = new byte[FIRST_SCRATCH];

  private byte[] valueScratch = new byte[FIRST_SCRATCH];

  /**
   * Knows no headers yet.
   *
   * @param tableSize the size of the dynamic table that was announced, in bytes
   */
  public HeaderBlockReader(int tableSize) {
    this.table = new DynamicTable(tableSize);
  }

  /**
   * Reads one block.
   *
   * @return false where it is malformed: the connection cannot go on then
   */
  public boolean read(byte[] block, int length, Sink sink) {
    bytes = block;
    position = 0;
    end = length;
    boolean mayResize = true;
    while (position < end) {
      int first = block[position] & 0xff;
      if ((first & 0x80) != 0) {
        if (!indexed(sink)) {
          return false;
        }
      } else if ((first & 0xe0) == 0x20) {
        int size = integer(5);
        if (!mayResize || size < 0 || !table.resize(size)) {
          return false;
        }
        continue;
      } else if (!literal((first & 0xc0) == 0x40, sink)) {
        return false;
      }
      mayResize = false;
    }
    return true;
  }

  private boolean indexed(Sink sink) {
    int index = integer(7);
    if (index <= 0) {
      return false;
    }
    if (index <= StaticTable.SIZE) {
      byte[] name = StaticTable.name(index);
      byte[] value = StaticTable.value(index);
      sink.header(name, 0, name.length, value, 0, value.length);
      return true;
    }
    int entry = index - StaticTable.SIZE - 1;
    if (entry >= table.count()) {
      return false;
    }
    int start = table.start(entry);
    int nameLength = table.nameLength(entry);
    sink.header(
        table.bytes(),
        start,
        nameLength,
        table.bytes(),
        start + nameLength,
        table.valueLength(entry));
    return true;
  }

  private boolean literal(boolean isKept, Sink sink) {
    int index = integer(isKept ? 6 : 4);
    if (index < 0 || !readName(index)) {
      return false;
    }
    byte[] name = string;
    int nameStart = stringStart;
    int nameLength = stringLength;
    if (!string(false)) {
      return false;
    }
    sink.header(name, nameStart, nameLength, string, stringStart, stringLength);
    if (isKept) {
      table.add(name, nameStart, nameLength, string, stringStart, stringLength);
    }
    return true;
  }

  private boolean readName(int index) {
    if (index == 0) {
      return string(true);
    }
    if (index <= StaticTable.SIZE) {
      string = StaticTable.name(index);
      stringStart = 0;
      stringLength = string.length;
      return true;
    }
    int entry = index - StaticTable.SIZE - 1;
    if (entry >= table.count()) {
      return false;
    }
    // A copy, because the entry may have to make way for the one that borrows its name.
    stringLength = table.nameLength(entry);
    ensureName(stringLength);
    System.arraycopy(table.bytes(), table.start(entry), nameScratch, 0, stringLength);
    string = nameScratch;
    stringStart = 0;
    return true;
  }

  private void ensureName(int length) {
    if (length > nameScratch.length) {
      nameScratch = Arrays.copyOf(nameScratch, Math.max(length, 2 * nameScratch.length));
    }
  }

  /** Reads a string (RFC 7541 section 5.2). */
  private boolean string(boolean isName) {
    if (position >= end) {
      return false;
    }
    boolean coded = (bytes[position] & 0x80) != 0;
    int length = integer(7);
    if (length < 0 || length > end - position) {
      return false;
    }
    int start = position;
    position += length;
    if (!coded) {
      string = bytes;
      stringStart = start;
      stringLength = length;
      return true;
    }
    int most = length * Huffman.MAX_GROWTH_NUMERATOR / Huffman.MAX_GROWTH_DENOMINATOR;
    if (isName) {
      ensureName(most);
    } else if (most > valueScratch.length) {
      valueScratch = Arrays.copyOf(valueScratch, Math.max(most, 2 * valueScratch.length));
    }
    string = isName ? nameScratch : valueScratch;
    stringStart = 0;
    stringLength = Huffman.decode(bytes, start, length, string, 0);
    return stringLength != Huffman.MALFORMED;
  }

  /** Reads an integer (RFC 7541 section 5.1); -1 where it is cut off or too large. */
  private int integer(int prefixBits) {
    int mask = (1 << prefixBits) - 1;
    int value = bytes[position++] & mask;
    if (value < mask) {
      return value;
    }
    int shift = 0;
    while (position < end) {
      int next = bytes[position++] & 0xff;
      long sum = value + ((next & 0x7fL) << shift);
      if (sum > Integer.MAX_VALUE || shift > 28) {
        return MALFORMED;
      }
      value = (int) sum;
      if ((next & 0x80) == 0) {
        return value;
      }
      shift += 7;
    }
    return MALFORMED;
  }
}
