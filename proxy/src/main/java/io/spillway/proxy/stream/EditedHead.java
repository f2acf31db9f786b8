package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.Head;

/** Puts an edited head before the body that came with it, so that both go out in one piece. */
final class EditedHead {
  private EditedHead() {}

  /**
   * The message with its head as it is now.
   *
   * @param message the head as received and what of the body is there; taken over
   * @param bodyStart where in {@code message} the body begins
   * @return {@code message} itself where the new head fits in the place of the old one, else a new
   *     buffer
   */
  static ByteBuf before(ByteBuf message, int bodyStart, Head head, ByteBufAllocator allocator) {
    int size = head.size();
    int end = message.writerIndex();
    int start = bodyStart - size;
    // A slice shares its bytes with what else came in, which must stay as it is.
    if (start >= message.readerIndex() && message.unwrap() == null) {
      message.setIndex(start, start);
      head.writeTo(message);
      message.setIndex(start, end);
      return message;
    }
    ByteBuf out = allocator.buffer(size + end - bodyStart);
    head.writeTo(out);
    out.writeBytes(message, bodyStart, end - bodyStart);
    message.release();
    return out;
  }
}
