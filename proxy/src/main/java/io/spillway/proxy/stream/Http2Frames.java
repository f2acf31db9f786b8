package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FrameHandler;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.HeadText;
import io.spillway.http.h2.HeaderBlockReader;
import io.spillway.http.h2.SettingId;
import org.jspecify.annotations.Nullable;

/**
 * Does what a client's frames ask for, and judges whether they may: the states of streams (RFC 9113
 * section 5.1), windows, settings, malformed requests, and more frames without a purpose than a
 * client has reason to send. Confined to the connection's loop.
 */
final class Http2Frames implements FrameHandler {
  /** How many streams that we reset are remembered: what comes for them was sent before. */
  private static final int REMEMBERED = 256;

  private final Http2Session session;
  private final HeaderBlockReader blocks;
  private final HeadText text;
  private final Http2Vigilance vigilance;
  private final int[] resetByUs = new int[REMEMBERED];
  private int resets;

  Http2Frames(Http2Session session) {
    this.session = session;
    this.blocks = new HeaderBlockReader(session.limits().headerTableSize());
    this.text = new HeadText(session.context().frontend().bufferSize());
    this.vigilance =
        new Http2Vigilance(session.context().loop(), session.limits().glitchesThreshold());
  }

  /** We end a stream: what the client has sent for it until it hears of that is no fault. */
  void weReset(int stream) {
    resetByUs[resets++ & REMEMBERED - 1] = stream;
  }

  private boolean isResetByUs(int stream) {
    for (int reset : resetByUs) {
      if (reset == stream) {
        return true;
      }
    }
    return false;
  }

  private void fail(ErrorCode error) {
    session.reader().fail(error);
  }

  private void glitch() {
    if (vigilance.glitch()) {
      fail(ErrorCode.ENHANCE_YOUR_CALM);
    }
  }

  private void idle() {
    if (vigilance.idle()) {
      fail(ErrorCode.ENHANCE_YOUR_CALM);
    }
  }

  /** Whether a stream has never been begun; a frame other than HEADERS for it breaks the rules. */
  private boolean isIdle(int stream) {
    return stream > session.lastStream() || (stream & 1) == 0;
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
      trailers(present, endOfStream);
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

  private void trailers(Http2Stream stream, boolean endOfStream) {
    ErrorCode error;
    if (stream.isRemoteClosed()) {
      error = ErrorCode.STREAM_CLOSED;
    } else if (!endOfStream || !text.isWellFormed()) {
      error = ErrorCode.PROTOCOL_ERROR;
    } else if (text.isTooLarge()) {
      error = ErrorCode.ENHANCE_YOUR_CALM;
    } else {
      error = stream.trailers(text);
    }
    if (error != null) {
      glitch();
      stream.fail(error);
    }
  }

  @Override
  public void data(
      int stream, ByteBuf payload, int index, int length, int flowLength, boolean endOfStream) {
    if (!session.takeWindow(flowLength)) {
      fail(ErrorCode.FLOW_CONTROL_ERROR);
      return;
    }
    Http2Stream present = session.stream(stream);
    if (present != null) {
      ErrorCode error =
          present.isRemoteClosed()
              ? ErrorCode.STREAM_CLOSED
              : present.data(payload, index, length, flowLength, endOfStream);
      if (error != null) {
        glitch();
        present.fail(error);
      }
    } else if (isIdle(stream)) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else if (!isResetByUs(stream)) {
      glitch();
      session.sendReset(stream, ErrorCode.STREAM_CLOSED);
    }
  }

  @Override
  public void selfDependency(int stream) {
    glitch();
    reset(stream, session.stream(stream), ErrorCode.PROTOCOL_ERROR);
  }

  @Override
  public void malformedPriority(int stream) {
    glitch();
    reset(stream, session.stream(stream), ErrorCode.FRAME_SIZE_ERROR);
  }

  private void reset(int stream, @Nullable Http2Stream present, ErrorCode error) {
    if (present != null) {
      present.fail(error);
    } else {
      session.sendReset(stream, error);
    }
  }

  @Override
  public void reset(int stream, int errorCode) {
    Http2Stream present = session.stream(stream);
    if (present != null) {
      present.clientGone();
      idle();
    } else if (isIdle(stream)) {
      fail(ErrorCode.PROTOCOL_ERROR);
    } else {
      idle();
    }
  }

  @Override
  public void setting(int id, long value) {
    switch (id) {
      case SettingId.ENABLE_PUSH -> {
        if (value > 1) {
          fail(ErrorCode.PROTOCOL_ERROR);
        }
      }
      case SettingId.INITIAL_WINDOW_SIZE -> {
        if (value > Frames.MAX_WINDOW) {
          fail(ErrorCode.FLOW_CONTROL_ERROR);
          return;
        }
        int before = session.output().initialWindow();
        session.output().initialWindow((int) value);
        if (!session.widenAll(value - before)) {
          fail(ErrorCode.FLOW_CONTROL_ERROR);
        }
      }
      case SettingId.MAX_FRAME_SIZE -> {
        if (value < Frames.MIN_MAX_FRAME_SIZE || value > Frames.MAX_MAX_FRAME_SIZE) {
          fail(ErrorCode.PROTOCOL_ERROR);
        } else {
          session
              .output()
              .maxFrameSize(Math.min((int) value, session.context().frontend().bufferSize()));
        }
      }
      default -> {
        // No pushes, no table and no list of headers without end: the others limit nothing here.
      }
    }
  }

  @Override
  public void settingsEnd() {
    Frames.writeSettingsAck(session.output().frames());
    idle();
    session.resumeSending();
  }

  @Override
  public void settingsAck() {
    // What we announced holds from the start.
  }

  @Override
  public void ping(long opaque) {
    Frames.writePingAck(session.output().frames(), opaque);
    idle();
  }

  @Override
  public void goAway(int lastStream, int errorCode) {
    // We begin no streams, and the client closes when it has what it wants.
  }

  @Override
  public void windowUpdate(int stream, int increment) {
    if (stream == 0) {
      if (increment == 0) {
        fail(ErrorCode.PROTOCOL_ERROR);
      } else if (!session.output().widen(increment)) {
        fail(ErrorCode.FLOW_CONTROL_ERROR);
      } else {
        session.resumeSending();
      }
      return;
    }
    Http2Stream present = session.stream(stream);
    if (present == null) {
      if (isIdle(stream)) {
        fail(ErrorCode.PROTOCOL_ERROR);
      }
    } else if (increment == 0) {
      glitch();
      present.fail(ErrorCode.PROTOCOL_ERROR);
    } else if (!present.widen(increment)) {
      glitch();
      present.fail(ErrorCode.FLOW_CONTROL_ERROR);
    } else {
      present.resumeSending();
    }
  }

  @Override
  public void idleFrame() {
    idle();
  }
}
