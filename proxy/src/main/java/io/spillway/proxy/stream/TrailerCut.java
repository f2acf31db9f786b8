package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.ChunkedFraming;
import io.spillway.http.HeadLimits;

/**
 * Takes the trailers out of a body in chunks that is passed on as it came. Confined to one loop.
 */
final class TrailerCut implements BodyFilter {
  private final ChunkedFraming framing;

  /** For one body; {@code limits} are those that it was found well formed under. */
  TrailerCut(HeadLimits limits) {
    framing = new ChunkedFraming(limits);
    framing.start();
  }

  @Override
  public ByteBuf apply(ByteBuf bytes, int from, ByteBufAllocator allocator) {
    int end = bytes.writerIndex();
    int at = from;
    while (at < end && !framing.isInTrailers()) {
      int before = at;
      at += framing.advance(bytes, at, step(end - at));
      if (at == before) {
        return bytes; // the body has ended
      }
    }
    if (at == end) {
      return bytes;
    }
    ByteBuf kept = allocator.buffer(bytes.readableBytes());
    kept.writeBytes(bytes, bytes.readerIndex(), at - bytes.readerIndex());
    while (at < end) {
      boolean wasInTrailers = framing.isInTrailers();
      int taken = framing.advance(bytes, at, 1);
      if (taken == 0) {
        break;
      }
      // The empty line behind the trailers leads out of them, and stays.
      if (!wasInTrailers || !framing.isInTrailers()) {
        kept.writeByte(bytes.getByte(at));
      }
      at += taken;
    }
    bytes.release();
    return kept;
  }

  private int step(int available) {
    return (int) Math.clamp(framing.dataAhead(), 1, available);
  }
}
