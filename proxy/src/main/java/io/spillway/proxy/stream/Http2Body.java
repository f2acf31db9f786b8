package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.ChunkedFraming;
import io.spillway.http.ContentLengthFraming;
import io.spillway.http.Framing;
import io.spillway.http.HeadLimits;
import io.spillway.http.h2.HeaderBlockWriter;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an HTTP/1 body into what a stream of HTTP/2 sends: data without its chunks,
 * trailers. Confined to the connection's loop.
 */
final class Http2Body {
  /** Where a message goes. */
  interface Target {
    /** Sends a header block, which is released. */
    void sendHeaders(ByteBuf block, boolean endOfStream);

    /** Sends data, which is released, as the windows allow. */
    void sendData(ByteBuf data, boolean endOfStream);

    /** Sends trailers after all data, and with them the end. */
    void sendTrailers(ByteBuf block);
  }

  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  private final Target target;
  private final ByteBufAllocator allocator;
  private final ContentLengthFraming length = new ContentLengthFraming();
  private final ChunkedFraming chunks;
  private Framing framing = Framing.NONE;
  private boolean ended;
  private boolean broken;
  private @Nullable ByteBuf trailers;

  /** No message yet. */
  Http2Body(Target target, ByteBufAllocator allocator, HeadLimits limits) {
    this.target = target;
    this.allocator = allocator;
    this.chunks = new ChunkedFraming(limits);
  }

  /** Forgets the last message. */
  void reset() {
    framing = Framing.NONE;
    ended = false;
    broken = false;
    if (trailers != null) {
      trailers.release();
      trailers = null;
    }
  }

  /**
   * A body begins.
   *
   * @param contentLength in bytes, for {@link Framing#LENGTH}
   * @param first what came behind the head
   */
  void begin(Framing told, long contentLength, ByteBuf first) {
    framing = told;
    switch (told) {
      case NONE -> ended = true;
      case LENGTH -> length.start(contentLength);
      case CHUNKED -> {
        chunks.start();
        ended = isLastChunk(first);
      }
      case UNTIL_CLOSE, TUNNEL -> {
        // the end is told by other means
      }
    }
  }

  /** Whether {@code bytes} are an empty body: the message ends with its head then. */
  private static boolean isLastChunk(ByteBuf bytes) {
    if (bytes.readableBytes() != LAST_CHUNK.length) {
      return false;
    }
    for (int i = 0; i < LAST_CHUNK.length; i++) {
      if (bytes.getByte(bytes.readerIndex() + i) != LAST_CHUNK[i]) {
        return false;
      }
    }
    return true;
  }

  /** How the end of the body is told. */
  Framing framing() {
    return framing;
  }

  /** Whether the whole body came. */
  boolean isEnded() {
    return ended;
  }

  /** Whether the framing was broken. */
  boolean isBroken() {
    return broken;
  }

  /** Takes the next bytes of the body, and releases them. */
  void write(ByteBuf bytes) {
    if (!bytes.isReadable() || ended || broken) {
      bytes.release();
      return;
    }
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
