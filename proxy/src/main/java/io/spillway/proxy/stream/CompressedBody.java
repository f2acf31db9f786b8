package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spillway.http.Framing;
import io.spillway.http.HeadLimits;
import io.spillway.proxy.compression.BodyCompressor;

/** Makes of a body the compressed one, in chunks. Confined to one loop. */
final class CompressedBody implements BodyFilter {
  private final MessageBody body;
  private final BodyCompressor compressor;
  private boolean ended;

  /**
   * For one body, whose framing was found well formed under {@code limits}.
   *
   * @param length its length in bytes, for {@link Framing#LENGTH}
   */
  CompressedBody(HeadLimits limits, Framing framing, long length, BodyCompressor compressor) {
    this.body = new MessageBody(limits);
    this.body.start(framing, length);
    this.compressor = compressor;
  }

  @Override
  public ByteBuf apply(ByteBuf bytes, int from, ByteBufAllocator allocator) {
    if (ended) {
      return bytes;
    }
    ByteBuf content = allocator.buffer(bytes.writerIndex() - from);
    body.takeContent(bytes, from, bytes.writerIndex(), content);
    ended = body.isEnded();
    ByteBuf compressed = compressor.compress(content, ended);
    content.release();
    int headLength = from - bytes.readerIndex();
    ByteBuf message = compressed;
    if (headLength > 0) {
      message = allocator.buffer(headLength + compressed.readableBytes());
      message.writeBytes(bytes, headLength).writeBytes(compressed);
      compressed.release();
    }
    bytes.release();
    return message;
  }

  @Override
  public void end() {
    compressor.end();
  }
}
