package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.BodyFraming;
import io.spillway.http.ChunkedFraming;
import io.spillway.http.ContentLengthFraming;
import io.spillway.http.Framing;
import io.spillway.http.HeadLimits;
import io.spillway.http.UntilCloseFraming;
import org.jspecify.annotations.Nullable;

/** How far a message's body has come, whichever way its end is told. Confined to one loop. */
final class MessageBody {
  private final HeadLimits limits;
  private final ContentLengthFraming length = new ContentLengthFraming();
  private final UntilCloseFraming untilClose = new UntilCloseFraming();
  private @Nullable ChunkedFraming chunked;
  private @Nullable BodyFraming current;
  private boolean endsAtClose;

  /** No body; {@code limits} bounds the trailers. */
  MessageBody(HeadLimits limits) {
    this.limits = limits;
  }

  /** There is no body. */
  void none() {
    current = null;
    endsAtClose = false;
  }

  /**
   * A body begins.
   *
   * @param contentLength its length in bytes, for {@link Framing#LENGTH}
   */
  void start(Framing framing, long contentLength) {
    endsAtClose = framing == Framing.UNTIL_CLOSE || framing == Framing.TUNNEL;
    switch (framing) {
      case NONE -> current = null;
      case LENGTH -> {
        length.start(contentLength);
        current = length;
      }
      case CHUNKED -> {
        ChunkedFraming chunks = chunked;
        if (chunks == null) {
          chunks = new ChunkedFraming(limits);
          chunked = chunks;
        }
        chunks.start();
        current = chunks;
      }
      case UNTIL_CLOSE, TUNNEL -> {
        untilClose.start();
        current = untilClose;
      }
    }
  }

  /** Whether the whole body has come. */
  boolean isEnded() {
    return current == null || current.hasEnded();
  }

  /** Whether the body ends where the connection does. */
  boolean endsAtClose() {
    return endsAtClose;
  }

  /**
   * Goes over bytes that came in.
   *
   * @return how many of those from {@code from} on belong to the body, its framing included; -1
   *     where they are malformed
   */
  int take(ByteBuf bytes, int from, int to) {
    BodyFraming framing = current;
    if (framing == null || from == to || framing.hasEnded()) {
      return 0;
    }
    int taken = framing.advance(bytes, from, to - from);
    return framing.isMalformed() ? -1 : taken;
  }

  /**
   * Goes over bytes that came in and copies what is content to {@code content}, leaving the framing
   * out.
   *
   * @return as {@link #take}
   */
  int takeContent(ByteBuf bytes, int from, int to, ByteBuf content) {
    BodyFraming framing = current;
    if (framing == null) {
      return 0;
    }
    int at = from;
    while (at < to && !framing.hasEnded()) {
      int step = to - at;
      if (framing instanceof ChunkedFraming chunks) {
        step = (int) Math.clamp(chunks.dataAhead(), 1, step);
      }
      long before = framing.payload();
      int taken = framing.advance(bytes, at, step);
      if (framing.isMalformed()) {
        return -1;
      }
      if (framing.payload() > before) {
        content.writeBytes(bytes, at, taken);
      }
      at += taken;
    }
    return at - from;
  }
}
