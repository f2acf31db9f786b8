package io.spillway.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a head: the bytes that were received and the offsets of their parts, with the
 * look-ups and edits that rules need.
 *
 * <p>All offsets are into {@link #bytes()}. An edit appends to that array, which may replace it, so
 * that it is to be asked for again after an edit; offsets that were taken before an edit stay
 * right. Headers have indexes from 0 to {@link #headerCount()} − 1 that stay the same whatever is
 * added or removed; a removed header's name is empty ({@link #isRemoved}). Every header is a whole
 * line in the array, so that sending an edited head copies few, long runs of bytes.
 *
 * <p>Confined to one event loop. Edits do not throw: they tell whether there was room.
 */
public abstract sealed class HeaderLines permits Head {
  static final int STRIDE = 5;
  static final int NAME_START = 0;
  static final int NAME_END = 1;
  static final int VALUE_START = 2;
  static final int VALUE_END = 3;
  static final int LINE_END = 4;

  /** Bytes after the last received one that scans by whole words may read. */
  static final int SLACK = 16;

  final HeadLimits limits;
  byte[] bytes = HeadStorage.NONE.bytes();
  int[] table = HeadStorage.NONE.table();
  long[] prefixes = HeadStorage.NONE.prefixes();
  int count;

  /** Where edits append. */
  int used;

  int startLineStart;
  int startLineEnd;

  /** The index of the first Host, or -1. */
  int hostIndex;

  /** A bit for each {@link HeaderName#id()} that has occurred. */
  int occurred;

  /** How many bytes the head is, its last line included. */
  int size;

  private boolean modified;

  HeaderLines(HeadLimits limits) {
    this.limits = limits;
  }

  final void clearLines() {
    count = 0;
    used = 0;
    startLineStart = 0;
    startLineEnd = 0;
    hostIndex = -1;
    occurred = 0;
    size = 0;
    modified = false;
  }

  /** Takes arrays where there are none. */
  final void takeStorage() {
    if (bytes == HeadStorage.NONE.bytes()) {
      HeadStorage storage = HeadStorage.take();
      bytes = storage.bytes();
      table = storage.table();
      prefixes = storage.prefixes();
    }
  }

  /** Leaves the arrays to other heads. */
  final void leaveStorage() {
    if (bytes != HeadStorage.NONE.bytes()) {
      HeadStorage.leave(new HeadStorage(bytes, table, prefixes));
      bytes = HeadStorage.NONE.bytes();
      table = HeadStorage.NONE.table();
      prefixes = HeadStorage.NONE.prefixes();
    }
  }

  /** The array that all offsets are into. Replaced by edits that need more room. */
  public final byte[] bytes() {
    return bytes;
  }

  final void addParsed(int nameStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
    int row = count * STRIDE;
    if (row == table.length) {
      table = Arrays.copyOf(table, row * 2);
      prefixes = Arrays.copyOf(prefixes, count * 2);
    }
    table[row + NAME_START] = nameStart;
    table[row + NAME_END] = nameEnd;
    table[row + VALUE_START] = valueStart;
    table[row + VALUE_END] = valueEnd;
    table[row + LINE_END] = lineEnd;
    prefixes[count] = Ascii.lowerPrefix(Ascii.word(bytes, nameStart), nameEnd - nameStart);
    count++;
  }

  final void ensureCapacity(int needed) {
    if (needed + SLACK > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed + SLACK, bytes.length * 2));
    }
  }

  // Headers

  /** How many headers there are, removed ones included. */
  public final int headerCount() {
    return count;
  }

  /** Whether the header of this index was removed. */
  public final boolean isRemoved(int index) {
    return table[index * STRIDE + LINE_END] == 0;
  }

  /** Where the header's name starts. */
  public final int nameStart(int index) {
    return table[index * STRIDE + NAME_START];
  }

  /** Where the header's name ends. */
  public final int nameEnd(int index) {
    return table[index * STRIDE + NAME_END];
  }

  /** Where the header's value starts, blanks before it left out. */
  public final int valueStart(int index) {
    return table[index * STRIDE + VALUE_START];
  }

  /** Where the header's value ends, blanks after it left out. */
  public final int valueEnd(int index) {
    return table[index * STRIDE + VALUE_END];
  }

  /**
   * The next header of this name.
   *
   * @param after the index to search after; -1 for the first
   * @return its index, or -1 when there is none
   */
  public final int find(HeaderName name, int after) {
    if (name.id() != HeaderName.NOT_RECOGNISED && (occurred & 1 << name.id()) == 0) {
      return -1;
    }
    long prefix = name.prefix();
    int length = name.length();
    for (int i = after + 1; i < count; i++) {
      if (prefixes[i] == prefix) {
        int row = i * STRIDE;
        int start = table[row + NAME_START];
        if (table[row + NAME_END] - start == length
            && table[row + LINE_END] != 0
            && name.matches(bytes, start, start + length)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** The last header of this name, or -1 when there is none. */
  public final int findLast(HeaderName name) {
    int last = -1;
    for (int i = find(name, -1); i >= 0; i = find(name, i)) {
      last = i;
    }
    return last;
  }

  /** Whether there is a header of this name. */
  public final boolean has(HeaderName name) {
    return find(name, -1) >= 0;
  }

  /** A range of the bytes as Latin-1 text; for logs and tests, not for the data path. */
  public final String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  // Edits

  /** Whether the head differs from the bytes that were received. */
  public final boolean isModified() {
    return modified;
  }

  /** Notes that the received bytes may not be sent on as they are. */
  final void markModified() {
    modified = true;
  }

  /** How many bytes {@link #writeTo} writes. */
  public final int size() {
    return size;
  }

  /** Whether the head may grow by so many bytes. */
  final boolean hasRoom(int growth) {
    return size + growth <= limits.maxEditedBytes();
  }

  /**
   * Adds a header after the others.
   *
   * @return whether there was room for it
   */
  public final boolean add(HeaderName name, byte[] value, int start, int end) {
    byte[] written = name.written();
    return append(-1, written, 0, written.length, value, start, end);
  }

  /** Adds a header after the others. Whether there was room for it. */
  public final boolean add(HeaderName name, byte[] value) {
    return add(name, value, 0, value.length);
  }

  /**
   * Removes every header of the name and adds one.
   *
   * @return whether there was room for it
   */
  public final boolean set(HeaderName name, byte[] value, int start, int end) {
    removeAll(name);
    return add(name, value, start, end);
  }

  /** Removes every header of the name and adds one. Whether there was room for it. */
  public final boolean set(HeaderName name, byte[] value) {
    return set(name, value, 0, value.length);
  }

  /** Removes every header of the name; how many there were. */
  public final int removeAll(HeaderName name) {
    int removed = 0;
    for (int i = find(name, -1); i >= 0; i = find(name, i)) {
      remove(i);
      removed++;
    }
    return removed;
  }

  /** Removes one header. */
  public final void remove(int index) {
    int row = index * STRIDE;
    if (table[row + LINE_END] == 0) {
      return;
    }
    size -= table[row + LINE_END] - table[row + NAME_START];
    table[row + NAME_END] = table[row + NAME_START];
    table[row + VALUE_START] = table[row + NAME_START];
    table[row + VALUE_END] = table[row + NAME_START];
    table[row + LINE_END] = 0;
    prefixes[index] = 0;
    modified = true;
    if (index == hostIndex) {
      hostIndex = find(HeaderName.HOST, -1);
    }
  }

  /**
   * Replaces one header's value; its name and place stay.
   *
   * @return whether there was room for it
   */
  public final boolean setValue(int index, byte[] value, int start, int end) {
    return append(index, bytes, nameStart(index), nameEnd(index), value, start, end);
  }

  /**
   * Gives one header another name; its value and place stay.
   *
   * @return whether there was room for it
   */
  public final boolean rename(int index, HeaderName name) {
    byte[] written = name.written();
    return append(index, written, 0, written.length, bytes, valueStart(index), valueEnd(index));
  }

  /** Writes the name of a header of that name as {@code name} is written. */
  final void writeName(int index, HeaderName name) {
    byte[] written = name.written();
    int start = nameStart(index);
    if (!Arrays.equals(bytes, start, start + written.length, written, 0, written.length)) {
      System.arraycopy(written, 0, bytes, start, written.length);
      modified = true;
    }
  }

  /** Appends a header line to the bytes and makes it the header of that index, or a new one. */
  private boolean append(
      int index, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
    int nameLength = nameTo - nameFrom;
    int valueLength = valueTo - valueFrom;
    int lineLength = nameLength + valueLength + 4;
    int before = index < 0 ? 0 : table[index * STRIDE + LINE_END] - nameStart(index);
    if (!hasRoom(lineLength - before)) {
      return false;
    }
    ensureCapacity(used + lineLength);
    int nameStart = used;
    int valueStart = nameStart + nameLength + 2;
    int valueEnd = valueStart + valueLength;
    System.arraycopy(name, nameFrom, bytes, nameStart, nameLength);
    bytes[valueStart - 2] = ':';
    bytes[valueStart - 1] = ' ';
    System.arraycopy(value, valueFrom, bytes, valueStart, valueLength);
    bytes[valueEnd] = '\r';
    bytes[valueEnd + 1] = '\n';
    used = valueEnd + 2;
    size += lineLength - before;
    modified = true;
    if (index < 0) {
      addParsed(nameStart, nameStart + nameLength, valueStart, valueEnd, used);
    } else {
      int last = count;
      count = index;
      addParsed(nameStart, nameStart + nameLength, valueStart, valueEnd, used);
      count = last;
    }
    int changed = index < 0 ? count - 1 : index;
    int id = HeaderParser.recognise(this, changed);
    occurred |= 1 << id;
    if (id == HeaderName.HOST_ID && hostIndex < 0) {
      hostIndex = changed;
    }
    return true;
  }

  /**
   * Replaces the start line with one whose three parts are given.
   *
   * @return where it starts, or -1 when there was no room for it
   */
  final int appendStartLine(
      byte[] first,
      int firstFrom,
      int firstTo,
      byte[] second,
      int secondFrom,
      int secondTo,
      byte[] third,
      int thirdFrom,
      int thirdTo) {
    int length = firstTo - firstFrom + secondTo - secondFrom + thirdTo - thirdFrom + 4;
    if (!hasRoom(length - (startLineEnd - startLineStart))) {
      return -1;
    }
    ensureCapacity(used + length);
    int start = used;
    int at = copy(first, firstFrom, firstTo, start);
    bytes[at++] = ' ';
    at = copy(second, secondFrom, secondTo, at);
    bytes[at++] = ' ';
    at = copy(third, thirdFrom, thirdTo, at);
    bytes[at++] = '\r';
    bytes[at++] = '\n';
    size += length - (startLineEnd - startLineStart);
    startLineStart = start;
    startLineEnd = at;
    used = at;
    modified = true;
    return start;
  }

  private int copy(byte[] source, int from, int to, int at) {
    System.arraycopy(source, from, bytes, at, to - from);
    return at + to - from;
  }

  /** Writes the head as it is now, the empty line at its end included. */
  public final void writeTo(ByteBuf out) {
    out.ensureWritable(size);
    int runStart = startLineStart;
    int runEnd = startLineEnd;
    for (int row = 0, end = count * STRIDE; row < end; row += STRIDE) {
      int lineEnd = table[row + LINE_END];
      if (lineEnd == 0) {
        continue;
      }
      int lineStart = table[row + NAME_START];
      if (lineStart != runEnd) {
        out.writeBytes(bytes, runStart, runEnd - runStart);
        runStart = lineStart;
      }
      runEnd = lineEnd;
    }
    out.writeBytes(bytes, runStart, runEnd - runStart);
    out.writeShort('\r' << 8 | '\n');
  }
}
