package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FieldLines;
import io.spillway.http.h2.Frames;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of HTTP/2 receives: its frames become the bytes of an HTTP/1 message, a body of
 * unknown length in chunks, and the peer may send as much as the window says. The counterpart of
 * {@link Http2SendQueue}. Confined to the connection's loop.
 *
 * <p>It holds no more than the window that was announced and one buffer.
 */
final class Http2Intake {
  private static final int HEAD_CAPACITY = 512;
  private static final int CHUNK_OVERHEAD = 16;
  private static final short LINE_END = '\r' << 8 | '\n';

  private final Http2Output output;
  private final ByteBufAllocator allocator;
  private final int initialWindow;
  private final int bufferSize;
  private final ReceivedBytes input = new ReceivedBytes();
  private int id;
  private boolean closed;
  private boolean chunked;
  private long expected;
  private long received;
  private int window;
  private int unrefunded;

  /**
   * Receives nothing yet.
   *
   * @param initialWindow the window that was announced, in bytes
   * @param bufferSize how much may wait before the window stays closed, in bytes
   */
  Http2Intake(Http2Output output, ByteBufAllocator allocator, int initialWindow, int bufferSize) {
    this.output = output;
    this.allocator = allocator;
    this.initialWindow = initialWindow;
    this.bufferSize = bufferSize;
  }

  /** A stream begins. */
  void begin(int streamId) {
    id = streamId;
    window = initialWindow;
    unrefunded = 0;
    message(-1, false, false);
  }

  /**
   * The head of the message came, and goes into the input.
   *
   * @param contentLength how long the body is, in bytes; -1 where nobody says
   * @param inChunks whether the body becomes one in chunks
   * @param ends whether there are neither body nor trailers
   */
  void message(long contentLength, boolean inChunks, boolean ends) {
    expected = contentLength;
    received = 0;
    chunked = inChunks;
    closed = ends;
  }

  /** The buffer that the head is to be written to. */
  ByteBuf headBuffer() {
    return input.buffer(allocator, HEAD_CAPACITY);
  }

  /** What was received and not taken yet. */
  ReceivedBytes input() {
    return input;
  }

  /** Whether the peer has sent all of its message. */
  boolean isClosed() {
    return closed;
  }

  /**
   * DATA came.
   *
   * @param wanted whether the bytes are kept; the windows count them all the same
   * @return what is wrong with it, or null
   */
  @Nullable ErrorCode data(
      ByteBuf payload, int index, int length, int flowLength, boolean end, boolean wanted) {
    window -= flowLength;
    if (window < 0) {
      return ErrorCode.FLOW_CONTROL_ERROR;
    }
    received += length;
    if (expected >= 0 && (received > expected || (end && received != expected))) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    closed = end;
    unrefunded += flowLength;
    if (wanted) {
      if (length > 0) {
        keep(payload, index, length);
      }
      if (end && chunked) {
        endChunks(null);
      }
    }
    return null;
  }

  private void keep(ByteBuf payload, int index, int length) {
    ByteBuf kept = input.buffer(allocator, length + CHUNK_OVERHEAD);
    if (chunked) {
      kept.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
      kept.writeShort(LINE_END);
    }
    kept.writeBytes(payload, index, length);
    if (chunked) {
      kept.writeShort(LINE_END);
    }
  }

  /**
   * The last header block of the message came, which ends it.
   *
   * @param wanted whether it is kept
   * @return what is wrong with it, or null
   */
  @Nullable ErrorCode trailers(FieldLines text, boolean wanted) {
    if (expected >= 0 && received != expected) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    closed = true;
    if (wanted && chunked) {
      endChunks(text);
    }
    return null;
  }

  /** The message that ended with its head has no body: says so where it is in chunks. */
  void endAtHead() {
    if (chunked) {
      endChunks(null);
    }
  }

  private void endChunks(@Nullable FieldLines text) {
    ByteBuf kept = input.buffer(allocator, CHUNK_OVERHEAD);
    kept.writeByte('0').writeShort(LINE_END);
    if (text != null) {
      text.writeLinesTo(kept);
    }
    kept.writeShort(LINE_END);
  }

  /** Lets the peer send on what it may, as long as no more than a buffer waits here. */
  void refund() {
    boolean hasRoom = input.isEmpty() || input.size() < bufferSize;
    if (!closed && hasRoom && unrefunded >= initialWindow / 2) {
      Frames.writeWindowUpdate(output.frames(), id, unrefunded);
      window += unrefunded;
      unrefunded = 0;
      output.flush();
    }
  }
}
