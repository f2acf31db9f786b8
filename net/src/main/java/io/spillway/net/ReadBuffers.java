package io.spillway.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What a loop's connections read into. Most of what is read is passed on and forgotten before the
 * next read, which then gets the same memory: it is in the processor's caches, where that of a pool
 * that goes round is not. A buffer that somebody keeps is left to them. Confined to its loop.
 */
final class ReadBuffers {
  private static final int LEAST_BITS = Integer.numberOfTrailingZeros(ReadSize.LEAST);

  private final @Nullable ByteBuf[] last =
      new ByteBuf[Integer.numberOfTrailingZeros(ReadSize.MOST) - LEAST_BITS + 1];

  private boolean isClosed;

  /**
   * An empty buffer, to be released as any other.
   *
   * @param size how many bytes it has room for: one of {@link ReadSize}
   */
  ByteBuf next(int size) {
    int place = Integer.numberOfTrailingZeros(size) - LEAST_BITS;
    ByteBuf known = last[place];
    if (known != null) {
      if (known.refCnt() == 1 && known.capacity() == size) {
        return known.clear().retain();
      }
      known.release();
    }
    ByteBuf made = ByteBufAllocator.DEFAULT.directBuffer(size);
    if (isClosed) {
      return made;
    }
    last[place] = made;
    return made.retain();
  }

  /** Gives all memory back; the loop is about to end. */
  void close() {
    isClosed = true;
    for (int i = 0; i < last.length; i++) {
      ByteBuf known = last[i];
      if (known != null) {
        known.release();
        last[i] = null;
      }
    }
  }
}
