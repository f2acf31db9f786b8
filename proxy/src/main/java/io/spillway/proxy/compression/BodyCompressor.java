package io.spillway.proxy.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Turns the pieces of a body into the chunks of the compressed one. Each piece comes out at once,
 * flushed, so that a client that waits for it does not wait for the next. Holds about 256 KiB
 * outside the heap until {@link #end}. Confined to one loop.
 */
public final class BodyCompressor {
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Room for a chunk's size and the line's end. */
  private static final int SIZE_ROOM = 10;

  private static final int STEP = 8192;

  private final CompressionAlgorithm algorithm;
  private final ByteBufAllocator allocator;
  private final @Nullable Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private boolean begun;
  private long taken;
  private long given;

  /** A compressor for one body. */
  public BodyCompressor(
      CompressionAlgorithm algorithm, ByteBufAllocator allocator, CompressionBudget budget) {
    this.algorithm = algorithm;
    this.allocator = allocator;
    this.deflater =
        switch (algorithm) {
          case IDENTITY -> null;
          case GZIP, RAW_DEFLATE -> new Deflater(budget.level(), true);
          case DEFLATE -> new Deflater(budget.level(), false);
        };
  }

  /**
   * Compresses a piece.
   *
   * @param piece content without framing; the caller's
   * @param isLast whether the body ends with it
   * @return what is to be sent, empty where there is nothing; the caller's to release
   */
  public ByteBuf compress(ByteBuf piece, boolean isLast) {
    ByteBuf out = allocator.buffer(SIZE_ROOM + GZIP_HEADER.length + piece.readableBytes() + 64);
    out.writerIndex(SIZE_ROOM);
    Deflater compressing = deflater;
    if (compressing == null) {
      out.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
    } else if (piece.isReadable() || isLast) {
      deflate(compressing, piece, isLast, out);
    }
    taken += piece.readableBytes();
    return framed(out, isLast);
  }

  private void deflate(Deflater compressing, ByteBuf piece, boolean isLast, ByteBuf out) {
    boolean isGzip = algorithm == CompressionAlgorithm.GZIP;
    if (!begun && isGzip) {
      out.writeBytes(GZIP_HEADER);
    }
    begun = true;
    for (ByteBuffer part : piece.nioBuffers()) {
      if (isGzip) {
        checksum.update(part.duplicate());
      }
      compressing.setInput(part);
      drain(compressing, Deflater.NO_FLUSH, out);
    }
    if (isLast) {
      compressing.finish();
      drain(compressing, Deflater.NO_FLUSH, out);
      if (isGzip) {
        out.writeIntLE((int) checksum.getValue());
        out.writeIntLE((int) (taken + piece.readableBytes()));
      }
    } else {
      drain(compressing, Deflater.SYNC_FLUSH, out);
    }
  }

  private static void drain(Deflater compressing, int flush, ByteBuf out) {
    int written;
    do {
      out.ensureWritable(STEP);
      ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
      int offered = room.remaining();
      written = compressing.deflate(room, flush);
      out.writerIndex(out.writerIndex() + written);
      if (written < offered) {
        return;
      }
    } while (written > 0);
  }

  /** Puts the chunk's size before what is in {@code out}, and its end behind. */
  private ByteBuf framed(ByteBuf out, boolean isLast) {
    int size = out.writerIndex() - SIZE_ROOM;
    given += size;
    if (size == 0) {
      out.readerIndex(SIZE_ROOM);
    } else {
      byte[] line = (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      out.setBytes(SIZE_ROOM - line.length, line);
      out.readerIndex(SIZE_ROOM - line.length);
      out.writeByte('\r').writeByte('\n');
    }
    if (isLast) {
      out.writeBytes(LAST_CHUNK);
    }
    return out;
  }

  /** Bytes of content that were compressed. */
  public long taken() {
    return taken;
  }

  /** Bytes that they became, without framing. */
  public long given() {
    return given;
  }

  /** Frees the memory. */
  public void end() {
    if (deflater != null) {
      deflater.end();
    }
  }
}
