package io.spillway.proxy.peer;

import io.netty.buffer.ByteBuf;

/**
 * What messages between peers are made of (HAProxy's {@code doc/peers.txt}, "Encoding" and
 * "Messages"): a byte for the class, one for the type, and from type 128 on the length of what
 * follows. Stateless.
 */
final class Wire {
  static final int CONTROL = 0;
  static final int ERROR = 1;
  static final int TABLES = 10;

  /** Types of class {@link #CONTROL}. */
  static final int RESYNC_REQUEST = 0;

  static final int RESYNC_FINISHED = 1;
  static final int RESYNC_PARTIAL = 2;
  static final int RESYNC_CONFIRM = 3;
  static final int HEARTBEAT = 4;

  /** Types of class {@link #ERROR}. */
  static final int PROTOCOL_ERROR = 0;

  static final int SIZE_ERROR = 1;

  /** Types of class {@link #TABLES}. */
  static final int UPDATE = 128;

  static final int INCREMENTAL_UPDATE = 129;
  static final int TABLE_DEFINITION = 130;
  static final int TABLE_SWITCH = 131;
  static final int ACKNOWLEDGEMENT = 132;
  static final int TIMED_UPDATE = 133;
  static final int INCREMENTAL_TIMED_UPDATE = 134;

  /** From here on a message's type is followed by its length. */
  static final int FIRST_WITH_LENGTH = 128;

  private static final int FIRST_LONGER = 240;
  private static final int FIRST_SHIFT = 4;
  private static final int MORE = 128;
  private static final int SHIFT = 7;

  private Wire() {}

  /** Writes a number of 64 bits without sign in as many bytes as it takes. */
  static void integer(ByteBuf out, long value) {
    if (Long.compareUnsigned(value, FIRST_LONGER) < 0) {
      out.writeByte((int) value);
      return;
    }
    out.writeByte((int) value | FIRST_LONGER);
    long rest = value - FIRST_LONGER >>> FIRST_SHIFT;
    while (Long.compareUnsigned(rest, MORE) >= 0) {
      out.writeByte((int) rest | MORE);
      rest = rest - MORE >>> SHIFT;
    }
    out.writeByte((int) rest);
  }

  /** Writes a whole message whose body is {@code body}. */
  static void message(ByteBuf out, int type, ByteBuf body) {
    out.writeByte(TABLES);
    out.writeByte(type);
    integer(out, body.readableBytes());
    out.writeBytes(body, body.readerIndex(), body.readableBytes());
  }

  /** Reads one message's body; what does not fit makes it {@link #isMalformed}. */
  static final class Reader {
    private final ByteBuf bytes;
    private final int end;
    private boolean malformed;

    /** From the reader's place in {@code bytes} up to {@code end}. */
    Reader(ByteBuf bytes, int end) {
      this.bytes = bytes;
      this.end = end;
    }

    /** Whether something was read that is not there, or is no number. */
    boolean isMalformed() {
      return malformed;
    }

    /** What was read makes no sense. */
    void fail() {
      malformed = true;
    }

    int left() {
      return end - bytes.readerIndex();
    }

    /** The next number; 0 where there is none. */
    long integer() {
      int first = unsignedByte();
      if (first < FIRST_LONGER) {
        return first;
      }
      long value = first;
      int shift = FIRST_SHIFT;
      int next;
      do {
        next = unsignedByte();
        value += (long) next << shift;
        shift += SHIFT;
      } while (next >= MORE && shift < Long.SIZE);
      if (next >= MORE) {
        malformed = true;
      }
      return malformed ? 0 : value;
    }

    private int unsignedByte() {
      if (left() < 1) {
        malformed = true;
        return 0;
      }
      return bytes.readUnsignedByte();
    }

    /** The next four bytes as a number without sign. */
    long fourBytes() {
      return takes(Integer.BYTES) ? bytes.readUnsignedInt() : 0;
    }

    /** The next eight bytes. */
    long eightBytes() {
      return takes(Long.BYTES) ? bytes.readLong() : 0;
    }

    /** The next {@code length} bytes; none where there are fewer. */
    byte[] bytes(long length) {
      if (length < 0 || length > left()) {
        malformed = true;
        return new byte[0];
      }
      byte[] read = new byte[(int) length];
      bytes.readBytes(read);
      return read;
    }

    private boolean takes(int length) {
      if (left() < length) {
        malformed = true;
        return false;
      }
      return true;
    }
  }
}
