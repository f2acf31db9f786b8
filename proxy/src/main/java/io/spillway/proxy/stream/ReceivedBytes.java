package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent and nobody took yet, as {@link ClientSide#input} shows it: one buffer, or none
 * where nothing waits. Confined to the connection's loop.
 */
final class ReceivedBytes {
  private @Nullable ByteBuf bytes;

  /** The bytes, which stay this object's; null where there are none. */
  @Nullable ByteBuf bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return bytes == null;
  }

  /** How many bytes wait. */
  int size() {
    return bytes == null ? 0 : bytes.readableBytes();
  }

  /** Keeps {@code added}, which it takes over, behind what is there. */
  void append(ByteBufAllocator allocator, ByteBuf added) {
    bytes = Buffers.append(allocator, bytes, added);
  }

  /**
   * The buffer to write more bytes to; a new one with room for {@code count} where there is none.
   */
  ByteBuf buffer(ByteBufAllocator allocator, int count) {
    ByteBuf present = bytes;
    if (present == null) {
      present = allocator.buffer(count);
      bytes = present;
    }
    return present;
  }

  /** Hands over the first {@code count} bytes, without copying them. */
  ByteBuf take(int count) {
    ByteBuf whole = bytes;
    if (whole == null || count > whole.readableBytes()) {
      throw new IllegalStateException("not received: " + count + " bytes");
    }
    if (count == whole.readableBytes()) {
      bytes = null;
      return whole;
    }
    return whole.readRetainedSlice(count);
  }

  /** Hands over all that waits; null where nothing does. */
  @Nullable ByteBuf takeAll() {
    ByteBuf whole = bytes;
    bytes = null;
    return whole;
  }

  /** Drops the first {@code count} bytes. */
  void skip(int count) {
    ByteBuf whole = bytes;
    if (whole != null) {
      whole.skipBytes(count);
      if (!whole.isReadable()) {
        release();
      }
    }
  }

  /** Drops all. */
  void release() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }
}
