package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.ChunkedFraming;
import io.spillway.http.ContentLengthFraming;
import io.spillway.http.Framing;
import io.spillway.http.HeadLimits;
import io.spillway.http.Method;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.http.h2.HeaderBlockWriter;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an HTTP/1 response into what a stream of HTTP/2 sends: header blocks, data
 * without its chunks, trailers. Confined to the connection's loop.
 */
final class Http2Response {
  /** Where the response goes. */
  interface Target {
    /** Sends a header block, which is released. */
    void sendHeaders(ByteBuf block, boolean endOfStream);

    /** Sends data, which is released, as the windows allow. */
    void sendData(ByteBuf data, boolean endOfStream);

    /** Sends trailers after all data, and with them the end. */
    void sendTrailers(ByteBuf block);
  }

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int MOST_HEADERS = 32767;

  private final Target target;
  private final ByteBufAllocator allocator;
  private final ResponseHead head;
  private final ContentLengthFraming length = new ContentLengthFraming();
  private final ChunkedFraming chunks;
  private Framing framing = Framing.NONE;
  private boolean begun;
  private boolean headSent;
  private boolean ended;
  private boolean broken;
  private @Nullable ByteBuf trailers;

  /**
   * No response yet.
   *
   * @param head parses heads, each at once, so that many responses can share it
   */
  Http2Response(Target target, ByteBufAllocator allocator, ResponseHead head, HeadLimits limits) {
    this.target = target;
    this.allocator = allocator;
    this.head = head;
    this.chunks = new ChunkedFraming(limits);
  }

  /** What parses the heads of a connection's responses, which passed their limits before. */
  static ResponseHead newHead(HeadLimits limits) {
    int most = 4 * limits.maxEditedBytes();
    return new ResponseHead(new HeadLimits(most, most, MOST_HEADERS, true));
  }

  /** Forgets the last response. */
  void reset() {
    framing = Framing.NONE;
    begun = false;
    headSent = false;
    ended = false;
    broken = false;
    if (trailers != null) {
      trailers.release();
      trailers = null;
    }
  }

  /** Whether anything of it was sent. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the whole response came. */
  boolean isEnded() {
    return ended;
  }

  /** Whether it is whole when nothing more comes. */
  boolean endsAtClose() {
    return headSent && !broken && framing == Framing.UNTIL_CLOSE;
  }

  /** Takes the next bytes of the response to a request of {@code method}, and releases them. */
  void write(ByteBuf bytes, Method method) {
    while (!headSent && !broken && bytes.isReadable()) {
      writeHead(bytes, method);
    }
    if (!bytes.isReadable() || broken || ended) {
      bytes.release();
    } else {
      writeBody(bytes);
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
    boolean interim = head.isInterim();
    if (!interim) {
      headSent = true;
      framing = head.bodyFraming(method);
      switch (framing) {
        case NONE -> ended = true;
        case LENGTH -> length.start(head.contentLength());
        case CHUNKED -> chunks.start();
        case UNTIL_CLOSE, TUNNEL -> {
          // the end is told by other means
        }
      }
    }
    ByteBuf block = allocator.buffer(head.size());
    HeaderBlockWriter.writeResponse(block, head, head.status() == SWITCHING_PROTOCOLS);
    target.sendHeaders(block, ended);
  }

  private void writeBody(ByteBuf bytes) {
    switch (framing) {
      case NONE -> bytes.release();
      case LENGTH -> {
        int taken = length.advance(bytes, bytes.readerIndex(), bytes.readableBytes());
        bytes.writerIndex(bytes.readerIndex() + taken);
        ended = length.hasEnded();
        target.sendData(bytes, ended);
      }
      case CHUNKED -> writeChunks(bytes);
      case UNTIL_CLOSE, TUNNEL -> target.sendData(bytes, false);
    }
  }

  private void writeChunks(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (chunks.dataAhead() >= size) {
      chunks.advance(bytes, bytes.readerIndex(), size);
      target.sendData(bytes, false);
      return;
    }
    ByteBuf data = allocator.buffer(size);
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end && !chunks.hasEnded() && !chunks.isMalformed()) {
      int run = (int) Math.min(chunks.dataAhead(), end - at);
      if (run > 0) {
        data.writeBytes(bytes, at, run);
      } else {
        run = 1;
        if (chunks.isInTrailers()) {
          keepTrailer(bytes.getByte(at));
        }
      }
      chunks.advance(bytes, at, run);
      at += run;
    }
    bytes.release();
    broken = chunks.isMalformed();
    ended = chunks.hasEnded();
    ByteBuf lines = trailers;
    if (!ended || lines == null) {
      target.sendData(data, ended);
      return;
    }
    trailers = null;
    target.sendData(data, false);
    target.sendTrailers(trailerBlock(lines));
    lines.release();
  }

  private void keepTrailer(byte b) {
    ByteBuf lines = trailers;
    if (lines == null) {
      if (b == '\r') {
        return; // the empty line: there are none
      }
      lines = allocator.buffer();
      trailers = lines;
    }
    lines.writeByte(b);
  }

  private ByteBuf trailerBlock(ByteBuf lines) {
    ByteBuf block = allocator.buffer(lines.readableBytes());
    byte[] bytes = new byte[lines.readableBytes()];
    lines.getBytes(lines.readerIndex(), bytes);
    int start = 0;
    while (start < bytes.length && bytes[start] != '\r') {
      int colon = start;
      while (bytes[colon] != ':') {
        colon++;
      }
      int end = colon;
      while (bytes[end] != '\r') {
        end++;
      }
      int valueStart = colon + 1;
      while (valueStart < end && isBlank(bytes[valueStart])) {
        valueStart++;
      }
      int valueEnd = end;
      while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
        valueEnd--;
      }
      HeaderBlockWriter.writeField(block, bytes, start, colon, valueStart, valueEnd);
      start = end + 2;
    }
    return block;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
