package io.spillway.http.h2;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames that a peer sends (RFC 9113 sections 4.1 and 6); nobody is let push. A header
 * block is collected over HEADERS and CONTINUATION up to a limit; nothing else is kept. Confined to
 * one loop.
 */
public final class FrameReader {
  private static final int FIRST_BLOCK = 512;
  private static final int PRIORITY_LENGTH = 5;
  private static final int SETTING_LENGTH = 6;
  private static final int STREAM_MASK = 0x7fffffff;

  private final FrameHandler handler;
  private final int maxFrameSize;
  private final int maxBlock;
  private byte[] block = new byte[0];
  private int blockLength;
  private int blockStream;
  private boolean blockEndsStream;
  private boolean blockDependsOnItself;
  private boolean settingsSeen;
  private @Nullable ErrorCode error;

  /**
   * Expects SETTINGS first.
   *
   * @param maxFrameSize the largest payload that was announced, in bytes
   * @param maxBlock the largest header block, compressed, in bytes
   */
  public FrameReader(FrameHandler handler, int maxFrameSize, int maxBlock) {
    this.handler = handler;
    this.maxFrameSize = maxFrameSize;
    this.maxBlock = maxBlock;
  }

  /** Why the connection is broken, or null while it is not. */
  public @Nullable ErrorCode error() {
    return error;
  }

  /** The connection is broken: no frame is read any more. The first reason stays. */
  public void fail(ErrorCode reason) {
    if (error == null) {
      error = reason;
    }
  }

  /** Whether a header block has begun and not ended. */
  public boolean isInBlock() {
    return blockStream != 0;
  }

  /** Reads all whole frames from {@code input} and skips them there. */
  public void read(ByteBuf input) {
    while (error == null && input.readableBytes() >= Frames.HEADER_LENGTH) {
      int start = input.readerIndex();
      int length = input.getUnsignedMedium(start);
      if (length > maxFrameSize) {
        fail(ErrorCode.FRAME_SIZE_ERROR);
        return;
      }
      int end = start + Frames.HEADER_LENGTH + length;
      if (end > input.writerIndex()) {
        return;
      }
      int type = input.getUnsignedByte(start + 3);
      int flags = input.getUnsignedByte(start + 4);
      int stream = input.getInt(start + 5) & STREAM_MASK;
      if (!settingsSeen && (type != Frames.SETTINGS || (flags & Frames.ACK) != 0)) {
        fail(ErrorCode.PROTOCOL_ERROR);
        return;
      }
      if (blockStream != 0 && (type != Frames.CONTINUATION || stream != blockStream)) {
        fail(ErrorCode.PROTOCOL_ERROR);
        return;
      }
      frame(input, start + Frames.HEADER_LENGTH, length, type, flags, stream);
      input.readerIndex(end);
    }
  }

  private void frame(ByteBuf input, int index, int length, int type, int flags, int stream) {
    switch (type) {
      case Frames.DATA -> data(input, index, length, flags, stream);
      case Frames.HEADERS -> headers(input, index, length, flags, stream);
      case Frames.PRIORITY -> priority(input, index, length, stream);
      case Frames.RST_STREAM -> {
        if (checked(length == 4, stream != 0)) {
          handler.reset(stream, input.getInt(index));
        }
      }
      case Frames.SETTINGS -> settings(input, index, length, flags, stream);
      case Frames.PUSH_PROMISE -> fail(ErrorCode.PROTOCOL_ERROR);
      case Frames.PING -> {
        if (checked(length == 8, stream == 0)) {
          if ((flags & Frames.ACK) == 0) {
            handler.ping(input.getLong(index));
          } else {
            handler.idleFrame();
          }
        }
      }
      case Frames.GOAWAY -> {
        if (checked(length >= 8, stream == 0)) {
          handler.goAway(input.getInt(index) & STREAM_MASK, input.getInt(index + 4));
        }
      }
      case Frames.WINDOW_UPDATE -> {
        if (checked(length == 4, true)) {
          handler.windowUpdate(stream, input.getInt(index) & STREAM_MASK);
        }
      }
      case Frames.CONTINUATION -> {
        if (blockStream == 0) {
          fail(ErrorCode.PROTOCOL_ERROR);
        } else {
          if (length == 0) {
            handler.idleFrame();
          }
          append(input, index, length, flags);
        }
      }
      default -> handler.idleFrame();
    }
  }

  private boolean checked(boolean sizeIsRight, boolean streamIsRight) {
    if (!streamIsRight) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else if (!sizeIsRight) {
      fail(ErrorCode.FRAME_SIZE_ERROR);
    }
    return error == null;
  }

  private void data(ByteBuf input, int index, int length, int flags, int stream) {
    int padding = padding(input, index, length, flags);
    if (padding < 0 || !checked(true, stream != 0)) {
      return;
    }
    int from = (flags & Frames.PADDED) != 0 ? index + 1 : index;
    int dataLength = index + length - padding - from;
    boolean end = (flags & Frames.END_STREAM) != 0;
    if (dataLength == 0 && !end) {
      handler.idleFrame();
    }
    if (error == null) {
      handler.data(stream, input, from, dataLength, length, end);
    }
  }

  /** How many bytes of padding stand at the end; -1 where there cannot be so many. */
  private int padding(ByteBuf input, int index, int length, int flags) {
    if ((flags & Frames.PADDED) == 0) {
      return 0;
    }
    if (length == 0) {
      fail(ErrorCode.FRAME_SIZE_ERROR);
      return -1;
    }
    int padding = input.getUnsignedByte(index);
    if (padding >= length) {
      fail(ErrorCode.PROTOCOL_ERROR);
      return -1;
    }
    return padding;
  }

  private void headers(ByteBuf input, int index, int length, int flags, int stream) {
    int padding = padding(input, index, length, flags);
    if (padding < 0 || !checked(true, stream != 0)) {
      return;
    }
    int from = (flags & Frames.PADDED) != 0 ? index + 1 : index;
    int to = index + length - padding;
    blockDependsOnItself = false;
    if ((flags & Frames.PRIORITY_FLAG) != 0) {
      if (to - from < PRIORITY_LENGTH) {
        fail(padding > 0 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.FRAME_SIZE_ERROR);
        return;
      }
      blockDependsOnItself = (input.getInt(from) & STREAM_MASK) == stream;
      from += PRIORITY_LENGTH;
    }
    blockLength = 0;
    blockStream = stream;
    blockEndsStream = (flags & Frames.END_STREAM) != 0;
    append(input, from, to - from, flags);
  }

  private void append(ByteBuf input, int index, int length, int flags) {
    int needed = blockLength + length;
    if (needed > maxBlock) {
      fail(ErrorCode.ENHANCE_YOUR_CALM);
      return;
    }
    if (needed > block.length) {
      int grown = Math.max(Math.max(needed, FIRST_BLOCK), block.length * 2);
      block = Arrays.copyOf(block, grown);
    }
    input.getBytes(index, block, blockLength, length);
    blockLength = needed;
    if ((flags & Frames.END_HEADERS) != 0) {
      int stream = blockStream;
      blockStream = 0;
      handler.headers(stream, block, blockLength, blockEndsStream, blockDependsOnItself);
    }
  }

  private void priority(ByteBuf input, int index, int length, int stream) {
    if (!checked(true, stream != 0)) {
      return;
    }
    if (length != PRIORITY_LENGTH) {
      handler.malformedPriority(stream);
    } else if ((input.getInt(index) & STREAM_MASK) == stream) {
      handler.selfDependency(stream);
    } else {
      handler.idleFrame();
    }
  }

  private void settings(ByteBuf input, int index, int length, int flags, int stream) {
    boolean ack = (flags & Frames.ACK) != 0;
    if (!checked(ack ? length == 0 : length % SETTING_LENGTH == 0, stream == 0)) {
      return;
    }
    if (ack) {
      handler.settingsAck();
      return;
    }
    settingsSeen = true;
    for (int at = index; at < index + length && error == null; at += SETTING_LENGTH) {
      handler.setting(input.getUnsignedShort(at), input.getUnsignedInt(at + 2));
    }
    if (error == null) {
      handler.settingsEnd();
    }
  }
}
