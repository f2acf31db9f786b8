package io.spillway.proxy.stream;

import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.ResponseText;
import io.spillway.http.h2.SettingId;
import io.spillway.net.Loop;

/**
 * Does what a server's frames ask for: responses begin, streams end early or are refused, and how
 * many there may be. Confined to the connection's loop.
 */
final class Http2ServerFrames extends Http2PeerFrames {
  private final Http2ServerSession session;
  private final ResponseText text;

  Http2ServerFrames(Http2ServerSession session, Loop loop) {
    super(session, loop, session.limits());
    this.session = session;
    this.text = new ResponseText(session.bufferSize());
  }

  @Override
  public void headers(
      int stream, byte[] block, int length, boolean endOfStream, boolean dependsOnItself) {
    Http2ServerStream present = session.stream(stream);
    boolean isHead = present == null || !present.hasHead();
    if (isHead) {
      text.begin();
    } else {
      text.beginTrailers();
    }
    if (!blocks.read(block, length, text)) {
      fail(ErrorCode.COMPRESSION_ERROR);
    } else if (present == null) {
      if (session.isIdle(stream)) {
        fail(ErrorCode.PROTOCOL_ERROR);
      } else if (!isResetByUs(stream)) {
        fail(ErrorCode.STREAM_CLOSED);
      }
    } else if (dependsOnItself) {
      glitch();
      present.fail(ErrorCode.PROTOCOL_ERROR);
    } else if (isHead) {
      if (!text.isWellFormed()) {
        glitch();
      }
      if (text.isInterim()) {
        idle();
      }
      present.headers(text, endOfStream);
    } else {
      trailers(present, text, endOfStream);
    }
  }

  @Override
  public void reset(int stream, int errorCode) {
    Http2ServerStream present = session.stream(stream);
    if (present != null) {
      present.reset(errorCode);
    } else if (session.isIdle(stream)) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else {
      idle();
    }
  }

  @Override
  public void setting(int id, long value) {
    switch (id) {
      case SettingId.MAX_CONCURRENT_STREAMS -> session.serverLimit(value);
      case SettingId.ENABLE_CONNECT_PROTOCOL -> {
        if (value > 1) {
          fail(ErrorCode.PROTOCOL_ERROR);
        } else {
          session.settings().webSockets(value == 1);
        }
      }
      default -> super.setting(id, value);
    }
  }

  @Override
  public void settingsEnd() {
    super.settingsEnd();
    session.settings().came();
  }

  @Override
  public void goAway(int lastStream, int errorCode) {
    session.goesAway(lastStream);
  }
}
