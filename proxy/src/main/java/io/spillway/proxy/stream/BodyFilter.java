package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What changes the bytes of one body on their way. Confined to one loop. */
interface BodyFilter {
  /**
   * What becomes of the next bytes of the body.
   *
   * @param bytes what is passed on, taken over; a head may stand before the body
   * @param from where the body begins in it
   * @return the caller's to release or to pass on
   */
  ByteBuf apply(ByteBuf bytes, int from, ByteBufAllocator allocator);

  /** Frees what it holds. */
  default void end() {}
}
