package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.h2.Frames;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of HTTP/2 sends: headers at once, data as far as the windows of the stream and of
 * the connection allow, trailers and the end after it. Confined to the connection's loop.
 */
final class Http2SendQueue {
  private final Http2Output output;
  private final Deque<ByteBuf> pending = new ArrayDeque<>();
  private int id;
  private int window;
  private int pendingBytes;
  private @Nullable ByteBuf trailers;
  private boolean endQueued;
  private boolean endSent;

  Http2SendQueue(Http2Output output) {
    this.output = output;
  }

  /** Stream {@code streamId} begins. */
  void begin(int streamId) {
    id = streamId;
    window = output.initialWindow();
  }

  /** Forgets what waits. */
  void clear() {
    while (!pending.isEmpty()) {
      pending.remove().release();
    }
    if (trailers != null) {
      trailers.release();
      trailers = null;
    }
    pendingBytes = 0;
    endQueued = false;
    endSent = false;
  }

  /** Whether the end has been written here, though data may wait before it. */
  boolean isEndQueued() {
    return endQueued;
  }

  /** Whether all has been sent, the end included. */
  boolean isEndSent() {
    return endSent;
  }

  /** Bytes of data that wait. */
  int pendingBytes() {
    return pendingBytes;
  }

  /** Sends a header block, which is released; no data waits. */
  void headers(ByteBuf block, boolean endOfStream) {
    output.headers(id, block, endOfStream);
    if (endOfStream) {
      endQueued = true;
      endSent = true;
    }
  }

  /** Sends data, which is released. */
  void data(ByteBuf data, boolean endOfStream) {
    endQueued |= endOfStream;
    if (data.isReadable()) {
      pending.add(data);
      pendingBytes += data.readableBytes();
    } else {
      data.release();
    }
    pump();
  }

  /** Sends the end after all data. */
  void end() {
    data(Unpooled.EMPTY_BUFFER, true);
  }

  /** Sends trailers after all data, and with them the end. */
  void trailers(ByteBuf block) {
    trailers = block;
    endQueued = true;
    pump();
  }

  /** The client widens the stream's window; false where it would become too wide. */
  boolean widen(long increment) {
    long widened = window + increment;
    if (widened > Frames.MAX_WINDOW) {
      return false;
    }
    window = (int) widened;
    return true;
  }

  /** Sends what waits as far as the windows allow. */
  void pump() {
    while (!pending.isEmpty()) {
      int most = Math.min(Math.min(window, output.window()), output.maxFrameSize());
      if (most <= 0) {
        return;
      }
      ByteBuf first = pending.element();
      int length = Math.min(first.readableBytes(), most);
      boolean last = endQueued && trailers == null && length == pendingBytes;
      output.data(id, first, length, last);
      window -= length;
      pendingBytes -= length;
      endSent |= last;
      if (!first.isReadable()) {
        pending.remove().release();
      }
    }
    if (endQueued && !endSent) {
      endSent = true;
      ByteBuf block = trailers;
      trailers = null;
      if (block != null) {
        output.headers(id, block, true);
      } else {
        output.data(id, Unpooled.EMPTY_BUFFER, 0, true);
      }
    }
  }
}
