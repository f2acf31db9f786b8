package io.spillway.http;

import io.netty.buffer.ByteBuf;

/**
 * Tells, as a body's bytes arrive, which of them belong to the message. It copies nothing: the
 * bytes that {@link #advance} counts may be passed on as they are. Reusable; confined to one event
 * loop.
 */
public sealed interface BodyFraming
    permits ChunkedFraming, ContentLengthFraming, UntilCloseFraming {
  /**
   * Takes bytes in.
   *
   * @param arrived the bytes; neither its indexes nor its content are changed
   * @param index the first byte that was not yet taken in
   * @param length how many there are
   * @return how many of them belong to the message and may be passed on; fewer than {@code length}
   *     only when the message ends in them or is malformed
   */
  int advance(ByteBuf arrived, int index, int length);

  /** Whether the message has ended. */
  boolean hasEnded();

  /** Whether the bytes after those that may be passed on break the framing. */
  boolean isMalformed();

  /** Bytes of payload that have been passed on. */
  long payload();
}
