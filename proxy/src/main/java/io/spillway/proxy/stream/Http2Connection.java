package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FieldLines;
import io.spillway.http.h2.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 as {@link Http2PeerFrames} sees it: a client's ({@link Http2Session}) or
 * one to a server ({@link Http2ServerSession}). Confined to its loop.
 */
interface Http2Connection {
  /** One stream. */
  interface Stream {
    /** Whether the peer has sent all of its message. */
    boolean isRemoteClosed();

    /**
     * DATA came.
     *
     * @return what is wrong with it, or null
     */
    @Nullable ErrorCode data(ByteBuf payload, int index, int length, int flowLength, boolean end);

    /** The last header block of the message came, which ends it; what is wrong with it, or null. */
    @Nullable ErrorCode trailers(FieldLines text);

    /** Ends the stream for what the peer did wrong. */
    void fail(ErrorCode error);

    /** The peer widens the stream's window; false where it would become too wide. */
    boolean widen(long increment);

    /** More may go out. */
    void resumeSending();
  }

  FrameReader reader();

  Http2Output output();

  /** A stream that there is, or null. */
  @Nullable Stream stream(int id);

  /** Whether a stream has never been begun; a frame that begins none breaks the rules for it. */
  boolean isIdle(int stream);

  /** Takes {@code bytes} from the connection's window; false where there are not so many. */
  boolean takeWindow(int bytes);

  /** Changes the windows of all streams; false where one would become too wide. */
  boolean widenAll(long increment);

  /** The peer's windows have room: goes round the streams that wait for it. */
  void resumeSending();

  /** Ends a stream, which may be gone already. */
  void sendReset(int stream, ErrorCode error);

  /** The largest frame that is sent, whatever the peer takes, in bytes. */
  int bufferSize();
}
