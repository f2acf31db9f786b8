package io.spillway.http.h2;

/**
 * The headers that a peer has had numbered (RFC 7541 section 2.3.2), the newest first. Their bytes
 * stand one behind the other in one array that never holds more than twice the table's size.
 * Confined to one loop.
 */
final class DynamicTable {
  private static final int OVERHEAD = 32;

  private final int limit;
  private int capacity;
  private byte[] bytes = new byte[0];
  private int used;
  private int[] starts = new int[0];
  private int[] nameLengths = new int[0];
  private int[] valueLengths = new int[0];
  private int oldest;
  private int count;
  private int size;

  /**
   * An empty table.
   *
   * @param limit the largest capacity that the peer may ask for, in bytes
   */
  DynamicTable(int limit) {
    this.limit = limit;
    this.capacity = limit;
  }

  /** How many headers it holds. */
  int count() {
    return count;
  }

  /** The array of all bytes; {@link #add} may replace it. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the name of entry {@code index} starts; 0 is the newest one. Its value follows it. */
  int start(int index) {
    return starts[slot(index)];
  }

  int nameLength(int index) {
    return nameLengths[slot(index)];
  }

  int valueLength(int index) {
    return valueLengths[slot(index)];
  }

  private int slot(int index) {
    return (oldest + count - 1 - index) % starts.length;
  }

  /** Changes the capacity; false where it is more than the limit. */
  boolean resize(int newCapacity) {
    if (newCapacity > limit) {
      return false;
    }
    capacity = newCapacity;
    evict(0);
    return true;
  }

  private void evict(int needed) {
    while (count > 0 && size + needed > capacity) {
      size -= nameLengths[oldest] + valueLengths[oldest] + OVERHEAD;
      oldest = (oldest + 1) % starts.length;
      count--;
    }
  }

  /** Adds a header as the newest one; neither range stands in this table's own array. */
  void add(
      byte[] name, int nameStart, int nameLength, byte[] value, int valueStart, int valueLength) {
    int length = nameLength + valueLength;
    evict(length + OVERHEAD);
    if (length + OVERHEAD > capacity) {
      return;
    }
    if (starts.length == 0) {
      int most = limit / OVERHEAD;
      starts = new int[most];
      nameLengths = new int[most];
      valueLengths = new int[most];
      bytes = new byte[2 * limit];
    }
    if (used + length > bytes.length) {
      moveToFront();
    }
    System.arraycopy(name, nameStart, bytes, used, nameLength);
    System.arraycopy(value, valueStart, bytes, used + nameLength, valueLength);
    int slot = (oldest + count) % starts.length;
    starts[slot] = used;
    nameLengths[slot] = nameLength;
    valueLengths[slot] = valueLength;
    used += length;
    count++;
    size += length + OVERHEAD;
  }

  private void moveToFront() {
    int from = count == 0 ? used : starts[oldest];
    System.arraycopy(bytes, from, bytes, 0, used - from);
    used -= from;
    for (int i = 0; i < count; i++) {
      starts[(oldest + i) % starts.length] -= from;
    }
  }
}
