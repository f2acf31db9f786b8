package io.spillway.proxy.stream;

import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.HeadText;
import io.spillway.http.h2.SettingId;
import org.jspecify.annotations.Nullable;

/**
 * Does what a client's frames ask for: requests begin, and end early; those that are malformed, or
 * one too many, are refused. Confined to the connection's loop.
 */
final class Http2Frames extends Http2PeerFrames {
  private final Http2Session session;
  private final HeadText text;

  Http2Frames(Http2Session session) {
    super(session, session.context().loop(), session.limits());
    this.session = session;
    this.text = new HeadText(session.context().frontend().bufferSize());
  }

  @Override
  void glitched() {
    session.context().glitched();
  }

  @Override
  public void headers(
      int stream, byte[] block, int length, boolean endOfStream, boolean dependsOnItself) {
    if ((stream & 1) == 0) {
      fail(ErrorCode.PROTOCOL_ERROR);
      return;
    }
    Http2Stream present = session.stream(stream);
    if (present == null) {
      text.begin();
    } else {
      text.beginTrailers();
    }
    if (!blocks.read(block, length, text)) {
      fail(ErrorCode.COMPRESSION_ERROR);
    } else if (present != null) {
      trailers(present, text, endOfStream);
    } else if (stream <= session.lastStream()) {
      if (!isResetByUs(stream)) {
        fail(ErrorCode.STREAM_CLOSED);
      }
    } else {
      session.lastStream(stream);
      request(stream, endOfStream, dependsOnItself);
    }
  }

  private void request(int stream, boolean endOfStream, boolean dependsOnItself) {
    ErrorCode refusal = refusal(endOfStream, dependsOnItself);
    if (refusal != null) {
      if (refusal == ErrorCode.REFUSED_STREAM) {
        idle();
      } else {
        glitch();
      }
      session.sendReset(stream, refusal);
      return;
    }
    Http2Stream begun = session.newStream(stream);
    int total = session.limits().maxTotalStreams();
    if (total > 0 && session.requests() >= total) {
      session.refuseFurther();
    }
    begun.begin(stream, session.requests(), text, endOfStream);
  }

  private @Nullable ErrorCode refusal(boolean endOfStream, boolean dependsOnItself) {
    if (dependsOnItself) {
      return ErrorCode.PROTOCOL_ERROR;
    }
    if (!session.isOpen() || session.streamCount() >= session.limits().maxConcurrentStreams()) {
      return ErrorCode.REFUSED_STREAM;
    }
    if (text.isTooLarge()) {
      return ErrorCode.ENHANCE_YOUR_CALM;
    }
    boolean hasMissingBody = endOfStream && text.contentLength() > 0;
    boolean isUnknownProtocol = text.isExtendedConnect() && !text.isKnownProtocol();
    return !text.isWellFormed() || hasMissingBody || isUnknownProtocol
        ? ErrorCode.PROTOCOL_ERROR
        : null;
  }

  @Override
  public void reset(int stream, int errorCode) {
    Http2Stream present = session.stream(stream);
    if (present != null) {
      present.reset(errorCode);
      idle();
    } else if (session.isIdle(stream)) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else {
      idle();
    }
  }

  @Override
  public void setting(int id, long value) {
    if (id == SettingId.ENABLE_PUSH && value > 1) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else {
      super.setting(id, value);
    }
  }

  @Override
  public void goAway(int lastStream, int errorCode) {
    // We begin no streams, and the client closes when it has what it wants.
  }
}
