package io.spillway.http;

import io.netty.buffer.ByteBuf;

/** A response's body that ends with its connection. See {@link BodyFraming}. */
public final class UntilCloseFraming implements BodyFraming {
  private long payload;

  /** Starts a body. */
  public void start() {
    payload = 0;
  }

  @Override
  public int advance(ByteBuf arrived, int index, int length) {
    payload += length;
    return length;
  }

  /** False: only the end of the connection tells. */
  @Override
  public boolean hasEnded() {
    return false;
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
