package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.HeadText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of HTTP/2 receives: its frames become the bytes of an HTTP/1 message, a body of
 * unknown length in chunks, and the client may send as much as the window says. The counterpart of
 * {@link Http2SendQueue}. Confined to the connection's loop.
 *
 * <p>It holds no more than the window that was announced and one buffer.
 */
final class Http2Intake {
  private static final byte[] NO_KEY = new byte[0];
  private static final int CHUNK_OVERHEAD = 16;
  private static final short LINE_END = '\r' << 8 | '\n';

  private final Http2Session session;
  private final ReceivedBytes input = new ReceivedBytes();
  private int id;
  private boolean closed;
  private boolean chunked;
  private long expected;
  private long received;
  private int window;
  private int unrefunded;

  Http2Intake(Http2Session session) {
    this.session = session;
  }

  /**
   * A request begins; its head is the input.
   *
   * @param ends whether it has neither body nor trailers
   */
  ByteBuf begin(int streamId, HeadText text, boolean ends) {
    id = streamId;
    closed = ends;
    expected = text.contentLength();
    received = 0;
    chunked = !ends && expected < 0 && !text.isConnect() && !text.isExtendedConnect();
    window = session.limits().initialWindow();
    unrefunded = 0;
    ByteBuf request = allocator().buffer();
    text.writeTo(request, chunked, text.isExtendedConnect() ? session.newWebSocketKey() : NO_KEY);
    input.append(allocator(), request);
    return request;
  }

  /** What was received and not taken yet. */
  ReceivedBytes input() {
    return input;
  }

  /** Whether the client has sent all of its message. */
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
    ByteBuf kept = input.buffer(allocator(), length + CHUNK_OVERHEAD);
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
   * The last header block of the request came, which ends it.
   *
   * @param wanted whether it is kept
   * @return what is wrong with it, or null
   */
  @Nullable ErrorCode trailers(HeadText text, boolean wanted) {
    if (expected >= 0 && received != expected) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    closed = true;
    if (wanted && chunked) {
      endChunks(text);
    }
    return null;
  }

  private void endChunks(@Nullable HeadText text) {
    ByteBuf kept = input.buffer(allocator(), CHUNK_OVERHEAD);
    kept.writeByte('0').writeShort(LINE_END);
    if (text != null) {
      text.writeTrailersTo(kept);
    }
    kept.writeShort(LINE_END);
  }

  /** Lets the client send on what it may, as long as no more than a buffer waits here. */
  void refund() {
    boolean hasRoom = input.isEmpty() || input.size() < session.context().frontend().bufferSize();
    if (!closed && hasRoom && unrefunded >= session.limits().initialWindow() / 2) {
      Frames.writeWindowUpdate(session.output().frames(), id, unrefunded);
      window += unrefunded;
      unrefunded = 0;
      session.output().flush();
    }
  }

  private ByteBufAllocator allocator() {
    return session.transport().allocator();
  }
}
