package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Received bytes that are kept until enough of them are there. */
final class Buffers {
  private Buffers() {}

  /** {@code added} behind what was {@code kept}; takes both over. */
  static ByteBuf append(ByteBufAllocator allocator, @Nullable ByteBuf kept, ByteBuf added) {
    if (kept == null) {
      return added;
    }
    ByteBuf merged = allocator.buffer(kept.readableBytes() + added.readableBytes());
    merged.writeBytes(kept).writeBytes(added);
    kept.release();
    added.release();
    return merged;
  }
}
