package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.Frames;
import io.spillway.net.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on a connection of HTTP/2: frames are gathered and leave together, data of some
 * size by reference. Knows the window of the connection and what the client has set. Confined to
 * the connection's loop.
 */
final class Http2Output {
  private static final int FIRST_CAPACITY = 1024;
  private static final int MOST_GATHERED = 16384;

  /** Data of at least so many bytes is not copied. */
  private static final int BY_REFERENCE = 2048;

  private final Connection connection;
  private final Runnable flushing = this::flushNow;
  private @Nullable ByteBuf gathered;
  private int window = Frames.INITIAL_WINDOW;
  private int initialWindow = Frames.INITIAL_WINDOW;
  private int maxFrameSize = Frames.MIN_MAX_FRAME_SIZE;
  private boolean flushScheduled;
  private boolean inBatch;

  Http2Output(Connection connection) {
    this.connection = connection;
  }

  /** Where a small frame is to be written now. */
  ByteBuf frames() {
    ByteBuf current = gathered;
    if (current != null && current.readableBytes() >= MOST_GATHERED) {
      connection.write(current);
      current = null;
    }
    if (current == null) {
      current = connection.allocator().buffer(FIRST_CAPACITY);
      gathered = current;
    }
    return current;
  }

  /** The window that a new stream may send in. */
  int initialWindow() {
    return initialWindow;
  }

  void initialWindow(int size) {
    initialWindow = size;
  }

  /** The largest payload that the client takes. */
  int maxFrameSize() {
    return maxFrameSize;
  }

  void maxFrameSize(int size) {
    maxFrameSize = size;
  }

  /** Widens the connection's window; false where it would become too wide. */
  boolean widen(int increment) {
    if (window > Frames.MAX_WINDOW - increment) {
      return false;
    }
    window += increment;
    return true;
  }

  /** How many bytes of data may go out now. */
  int window() {
    return connection.isWritable() ? window : 0;
  }

  /** Writes the next {@code length} bytes of {@code source} as one frame. */
  void data(int stream, ByteBuf source, int length, boolean endOfStream) {
    window -= length;
    ByteBuf out = frames();
    Frames.writeHeader(out, length, Frames.DATA, endOfStream ? Frames.END_STREAM : 0, stream);
    if (length < BY_REFERENCE) {
      out.writeBytes(source, length);
    } else {
      gathered = null;
      connection.write(out);
      connection.write(source.readRetainedSlice(length));
    }
  }

  /** Writes a header block in as many frames as it takes; releases it. */
  void headers(int stream, ByteBuf block, boolean endOfStream) {
    int first = Math.min(block.readableBytes(), maxFrameSize);
    int flags = endOfStream ? Frames.END_STREAM : 0;
    boolean whole = first == block.readableBytes();
    ByteBuf out = frames();
    Frames.writeHeader(
        out, first, Frames.HEADERS, whole ? flags | Frames.END_HEADERS : flags, stream);
    out.writeBytes(block, first);
    while (block.isReadable()) {
      int next = Math.min(block.readableBytes(), maxFrameSize);
      boolean last = next == block.readableBytes();
      Frames.writeHeader(out, next, Frames.CONTINUATION, last ? Frames.END_HEADERS : 0, stream);
      out.writeBytes(block, next);
    }
    block.release();
  }

  void reset(int stream, ErrorCode error) {
    Frames.writeReset(frames(), stream, error);
  }

  /** A batch of received bytes begins: what is written goes out when it ends. */
  void beginBatch() {
    inBatch = true;
  }

  /** Lets what was written go out, with what else this turn of the loop brings. */
  void flush() {
    if (!inBatch && !flushScheduled) {
      flushScheduled = true;
      connection.loop().execute(flushing);
    }
  }

  /** Lets what was written go out. */
  void flushNow() {
    inBatch = false;
    flushScheduled = false;
    if (gathered != null) {
      ByteBuf all = gathered;
      gathered = null;
      connection.write(all);
    }
    connection.flush();
  }

  /** The connection is gone. */
  void end() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
