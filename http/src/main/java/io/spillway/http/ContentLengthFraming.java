package io.spillway.http;

import io.netty.buffer.ByteBuf;

/** A body whose length the head tells (RFC 9112 section 6.2). See {@link BodyFraming}. */
public final class ContentLengthFraming implements BodyFraming {
  private long length;
  private long payload;

  /**
   * Starts a body.
   *
   * @param newLength in bytes, 0 or more
   */
  public void start(long newLength) {
    length = newLength;
    payload = 0;
  }

  /** Bytes that are still to come. */
  public long remaining() {
    return length - payload;
  }

  @Override
  public int advance(ByteBuf arrived, int index, int available) {
    int taken = (int) Math.min(available, length - payload);
    payload += taken;
    return taken;
  }

  @Override
  public boolean hasEnded() {
    return payload == length;
  }

  @Override
  public boolean isMalformed() {
    return false;
  }

  @Override
  public long payload() {
    return payload;
  }
}
