package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.Framing;
import io.spillway.http.HeadLimits;
import io.spillway.http.Method;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.http.h2.HeaderBlockWriter;

/**
 * Turns the bytes of an HTTP/1 response into what a stream of HTTP/2 sends: header blocks, data
 * without its chunks, trailers. Confined to the connection's loop.
 */
final class Http2Response {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int MOST_HEADERS = 32767;

  private final Http2Body.Target target;
  private final ByteBufAllocator allocator;
  private final ResponseHead head;
  private final Http2Body body;
  private boolean begun;
  private boolean headSent;
  private boolean broken;

  /**
   * No response yet.
   *
   * @param head parses heads, each at once, so that many responses can share it
   */
  Http2Response(
      Http2Body.Target target, ByteBufAllocator allocator, ResponseHead head, HeadLimits limits) {
    this.target = target;
    this.allocator = allocator;
    this.head = head;
    this.body = new Http2Body(target, allocator, limits);
  }

  /** What parses the heads of a connection's responses, which passed their limits before. */
  static ResponseHead newHead(HeadLimits limits) {
    int most = 4 * limits.maxEditedBytes();
    return new ResponseHead(new HeadLimits(most, most, MOST_HEADERS, true));
  }

  /** Forgets the last response. */
  void reset() {
    body.reset();
    begun = false;
    headSent = false;
    broken = false;
  }

  /** Whether anything of it was sent. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the whole response came. */
  boolean isEnded() {
    return headSent && body.isEnded();
  }

  /** Whether it is whole when nothing more comes. */
  boolean endsAtClose() {
    return headSent && !broken && body.framing() == Framing.UNTIL_CLOSE;
  }

  /** Takes the next bytes of the response to a request of {@code method}, and releases them. */
  void write(ByteBuf bytes, Method method) {
    while (!headSent && !broken && bytes.isReadable()) {
      writeHead(bytes, method);
    }
    if (broken) {
      bytes.release();
    } else {
      body.write(bytes);
    }
  }

  private void writeHead(ByteBuf bytes, Method method) {
    head.reset();
    if (head.parse(bytes) != ParseResult.COMPLETE) {
      broken = true;
      return;
    }
    bytes.skipBytes(head.receivedLength());
    begun = true;
    if (!head.isInterim()) {
      headSent = true;
      body.begin(head.bodyFraming(method), head.contentLength(), bytes);
    }
    ByteBuf block = allocator.buffer(head.size());
    HeaderBlockWriter.writeResponse(block, head, head.status() == SWITCHING_PROTOCOLS);
    target.sendHeaders(block, isEnded());
  }
}
