package io.spillway.proxy.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.HeadLimits;
import io.spillway.http.ParseResult;
import io.spillway.http.RequestHead;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FrameHandler;
import io.spillway.http.h2.FrameReader;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.HeaderBlockReader;
import io.spillway.http.h2.HeaderBlockWriter;
import io.spillway.http.h2.ResponseText;
import io.spillway.http.h2.SettingId;
import java.io.IOException;

/**
 * A check's connection where HTTP/2 is spoken: each request of HTTP/1 that is written becomes a
 * stream, and its response the bytes of HTTP/1. Confined to the check's thread.
 */
final class Http2CheckStream implements FrameHandler {
  private static final int TABLE_SIZE = 4096;
  private static final int BUFFER_SIZE = 16384;
  private static final int READ_SIZE = 4096;

  /** The bytes below: what a check's connection carries else. */
  interface Transport {
    void write(byte[] bytes) throws IOException;

    /** Reads once; -1 at the end. */
    int read(byte[] into) throws IOException;
  }

  private final Transport transport;
  private final HeaderBlockReader blocks = new HeaderBlockReader(TABLE_SIZE);
  private final ResponseText text = new ResponseText(BUFFER_SIZE);
  private final FrameReader reader = new FrameReader(this, Frames.MIN_MAX_FRAME_SIZE, BUFFER_SIZE);
  private final ByteBuf arrived = Unpooled.buffer();
  private final ByteBuf response = Unpooled.buffer();
  private final ByteBuf outgoing = Unpooled.buffer();
  private int stream = -1;
  private boolean chunked;
  private boolean headCame;
  private boolean ended;

  /** Begins: nothing is sent before the first request. */
  Http2CheckStream(Transport transport) {
    this.transport = transport;
    Frames.writePreface(outgoing);
    Frames.writeSettings(
        outgoing,
        new int[] {SettingId.ENABLE_PUSH, 0},
        new int[] {SettingId.INITIAL_WINDOW_SIZE, Frames.MAX_WINDOW});
    Frames.writeWindowUpdate(outgoing, 0, Frames.MAX_WINDOW - Frames.INITIAL_WINDOW);
  }

  /** Sends a request. */
  void write(byte[] request) throws IOException {
    int most = Math.max(BUFFER_SIZE, request.length + 1);
    RequestHead head = RequestHead.ofHttp2(new HeadLimits(most, most, Short.MAX_VALUE, true));
    ByteBuf bytes = Unpooled.wrappedBuffer(request);
    if (head.parse(bytes) != ParseResult.COMPLETE) {
      throw new IOException("a request that is none cannot be sent over HTTP/2");
    }
    bytes.skipBytes(head.receivedLength());
    stream += 2;
    headCame = false;
    ended = false;
    response.clear();
    ByteBuf block = Unpooled.buffer();
    HeaderBlockWriter.writeRequest(block, head, false);
    int flags = Frames.END_HEADERS | (bytes.isReadable() ? 0 : Frames.END_STREAM);
    Frames.writeHeader(outgoing, block.readableBytes(), Frames.HEADERS, flags, stream);
    outgoing.writeBytes(block);
    while (bytes.isReadable()) {
      int length = Math.min(bytes.readableBytes(), Frames.MIN_MAX_FRAME_SIZE);
      int end = length == bytes.readableBytes() ? Frames.END_STREAM : 0;
      Frames.writeHeader(outgoing, length, Frames.DATA, end, stream);
      outgoing.writeBytes(bytes, length);
    }
    flush();
  }

  private void flush() throws IOException {
    if (outgoing.isReadable()) {
      byte[] bytes = new byte[outgoing.readableBytes()];
      outgoing.readBytes(bytes);
      outgoing.clear();
      transport.write(bytes);
    }
  }

  /** Reads once what came of the response; -1 at its end. */
  int read(java.nio.ByteBuffer into) throws IOException {
    byte[] piece = new byte[READ_SIZE];
    while (!response.isReadable() && !ended) {
      int count = transport.read(piece);
      if (count < 0) {
        ended = true;
        break;
      }
      arrived.writeBytes(piece, 0, count);
      reader.read(arrived);
      arrived.discardReadBytes();
      ErrorCode error = reader.error();
      if (error != null) {
        Frames.writeGoAway(outgoing, 0, error);
        ended = true;
      }
      flush();
    }
    int count = Math.min(into.remaining(), response.readableBytes());
    if (count == 0) {
      return -1;
    }
    into.put(response.nioBuffer(response.readerIndex(), count));
    response.skipBytes(count);
    return count;
  }

  @Override
  public void headers(
      int id, byte[] block, int length, boolean endOfStream, boolean dependsOnItself) {
    if (headCame) {
      text.beginTrailers();
    } else {
      text.begin();
    }
    if (!blocks.read(block, length, text)) {
      reader.fail(ErrorCode.COMPRESSION_ERROR);
    } else if (id != stream || !text.isWellFormed() || text.isTooLarge()) {
      ended |= id == stream;
    } else if (headCame) {
      end(endOfStream);
    } else if (!text.isInterim()) {
      headCame = true;
      chunked = text.contentLength() < 0;
      text.writeTo(response, chunked);
      end(endOfStream);
    }
  }

  @Override
  public void data(
      int id, ByteBuf payload, int index, int length, int flowLength, boolean endOfStream) {
    if (id != stream || !headCame) {
      return;
    }
    if (length > 0) {
      if (chunked) {
        response.writeCharSequence(Integer.toHexString(length) + "\r\n", US_ASCII);
      }
      response.writeBytes(payload, index, length);
      if (chunked) {
        response.writeCharSequence("\r\n", US_ASCII);
      }
    }
    end(endOfStream);
  }

  private void end(boolean isEnd) {
    if (isEnd) {
      ended = true;
      if (chunked) {
        response.writeCharSequence("0\r\n\r\n", US_ASCII);
      }
    }
  }

  @Override
  public void reset(int id, int errorCode) {
    ended |= id == stream;
  }

  @Override
  public void goAway(int lastStream, int errorCode) {
    ended |= lastStream < stream;
  }

  @Override
  public void settingsEnd() {
    Frames.writeSettingsAck(outgoing);
  }

  @Override
  public void ping(long opaque) {
    Frames.writePingAck(outgoing, opaque);
  }

  @Override
  public void selfDependency(int id) {}

  @Override
  public void malformedPriority(int id) {}

  @Override
  public void setting(int id, long value) {}

  @Override
  public void settingsAck() {}

  @Override
  public void windowUpdate(int id, int increment) {}

  @Override
  public void idleFrame() {}
}
