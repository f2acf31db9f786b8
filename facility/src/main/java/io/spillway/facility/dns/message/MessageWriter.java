package io.spillway.facility.dns.message;

import org.jspecify.annotations.Nullable;

/**
 * Writes records into a message, with its names compressed (RFC 1035 section 4.1.4). What does not
 * fit is not written and noted. Confined to one thread.
 */
public final class MessageWriter {
  /** The longest message that TCP can carry. */
  public static final int MAX_MESSAGE = 65535;

  private static final int MAX_POINTER = 0x3fff;
  private static final int POINTER = 0xc000;
  private static final int MAX_KNOWN = 128;

  private final byte[] buffer;
  private final int[] knownHashes = new int[MAX_KNOWN];
  private final int[] knownOffsets = new int[MAX_KNOWN];
  private int known;
  private int position;
  private boolean overflowed;

  /** A writer into {@code buffer}. */
  public MessageWriter(byte[] buffer) {
    this.buffer = buffer;
  }

  /** Begins behind the question of {@code query}, whose name may be pointed at. */
  public void beginAfter(Query query) {
    System.arraycopy(
        query.message(),
        Query.QUESTION,
        buffer,
        Query.QUESTION,
        query.questionEnd() - Query.QUESTION);
    position = query.questionEnd();
    overflowed = false;
    known = 0;
    NameBuffer name = query.name();
    for (int label = 0; label < name.labels(); label++) {
      know(name.hash(label), Query.QUESTION + name.start(label));
    }
  }

  /** Where the next byte goes. */
  public int position() {
    return position;
  }

  /** Whether something did not fit. */
  public boolean overflowed() {
    return overflowed;
  }

  /** Writes all records of {@code set}; returns how many. */
  public int records(RecordSet set) {
    for (int i = 0; i < set.size(); i++) {
      name(set.owner(), true);
      rest(set, i);
    }
    return set.size();
  }

  /** Writes all records of {@code set} as those of another name; returns how many. */
  public int records(RecordSet set, NameBuffer owner) {
    for (int i = 0; i < set.size(); i++) {
      name(owner);
      rest(set, i);
    }
    return set.size();
  }

  private void rest(RecordSet set, int index) {
    u16(set.type());
    u16(1);
    u32(set.timeToLive());
    data(set.type(), set.data(index));
  }

  /** The block of the addresses of {@code set}, which were just written from {@code start} on. */
  public @Nullable AddressBlock block(RecordSet set, int start) {
    return overflowed ? null : AddressBlock.of(set, start, position);
  }

  /** Writes a CNAME record that follows from a DNAME (RFC 6672 section 3.1). */
  public void canonicalName(NameBuffer owner, int timeToLive, DomainName target) {
    name(owner);
    u16(RecordType.CNAME);
    u16(1);
    u32(timeToLive);
    int start = position;
    u16(0);
    name(target, true);
    size(start);
  }

  private void data(int type, RecordData data) {
    int start = position;
    u16(0);
    data.write(this, type != RecordType.DNAME);
    size(start);
  }

  private void size(int start) {
    if (!overflowed) {
      int size = position - start - 2;
      buffer[start] = (byte) (size >> 8);
      buffer[start + 1] = (byte) size;
    }
  }

  void name(DomainName name, boolean compresses) {
    byte[] wire = name.wire();
    int[] starts = name.starts();
    int labels = name.labels();
    int begin = position;
    for (int label = 0; label < labels; label++) {
      int found = compresses ? find(name.hash(label), name.lower(), starts[label]) : -1;
      if (found >= 0) {
        pointer(wire, starts[label], begin, found);
        return;
      }
      know(name.hash(label), begin + starts[label]);
    }
    bytes(wire, 0, wire.length);
  }

  private void name(NameBuffer name) {
    int begin = position;
    for (int label = 0; label < name.labels(); label++) {
      int found = find(name.hash(label), name.bytes(), name.start(label));
      if (found >= 0) {
        pointer(name.bytes(), name.start(label), begin, found);
        return;
      }
      know(name.hash(label), begin + name.start(label));
    }
    bytes(name.bytes(), 0, name.length());
  }

  private void pointer(byte[] wire, int length, int begin, int target) {
    bytes(wire, 0, length);
    u16(POINTER | target);
    if (overflowed) {
      // What was noted as known was not written.
      while (known > 0 && knownOffsets[known - 1] >= begin) {
        known--;
      }
    }
  }

  private void know(int hash, int offset) {
    if (known < MAX_KNOWN && offset <= MAX_POINTER) {
      knownHashes[known] = hash;
      knownOffsets[known++] = offset;
    }
  }

  private int find(int hash, byte[] lower, int start) {
    for (int i = 0; i < known; i++) {
      if (knownHashes[i] == hash && stands(knownOffsets[i], lower, start)) {
        return knownOffsets[i];
      }
    }
    return -1;
  }

  /** Whether the name at {@code offset} of the message is the one at {@code start}. */
  private boolean stands(int offset, byte[] lower, int start) {
    int at = offset;
    int i = start;
    while (true) {
      if (at >= position) {
        return false;
      }
      int size = buffer[at] & 0xff;
      if (size >= 0xc0) {
        at = (size & 0x3f) << 8 | (buffer[at + 1] & 0xff);
        continue;
      }
      if (size != lower[i]) {
        return false;
      }
      if (size == 0) {
        return true;
      }
      for (int end = at + size; at < end; ) {
        if (NameBuffer.lowerCase(buffer[++at]) != lower[++i]) {
          return false;
        }
      }
      at++;
      i++;
    }
  }

  void bytes(byte[] bytes) {
    bytes(bytes, 0, bytes.length);
  }

  private void bytes(byte[] bytes, int from, int length) {
    if (fits(length)) {
      System.arraycopy(bytes, from, buffer, position, length);
      position += length;
    }
  }

  private void u16(int value) {
    if (fits(2)) {
      buffer[position++] = (byte) (value >> 8);
      buffer[position++] = (byte) value;
    }
  }

  private void u32(int value) {
    u16(value >>> 16);
    u16(value);
  }

  private boolean fits(int size) {
    overflowed |= position + size > buffer.length;
    return !overflowed;
  }
}
