package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.h2.ErrorCode;
import io.spillway.http.h2.FieldLines;
import io.spillway.http.h2.FrameHandler;
import io.spillway.http.h2.Frames;
import io.spillway.http.h2.HeaderBlockReader;
import io.spillway.http.h2.SettingId;
import io.spillway.net.Loop;
import io.spillway.proxy.Http2Limits;
import org.jspecify.annotations.Nullable;

/**
 * Does what a peer's frames ask for, be it a client or a server, and judges whether they may: the
 * states of streams (RFC 9113 section 5.1), windows, settings, and more frames without a purpose
 * than a peer has reason to send. Confined to the connection's loop.
 */
abstract class Http2PeerFrames implements FrameHandler {
  /** How many streams that we reset are remembered: what comes for them was sent before. */
  private static final int REMEMBERED = 256;

  final HeaderBlockReader blocks;
  private final Http2Connection session;
  private final Http2Vigilance vigilance;
  private final int[] resetByUs = new int[REMEMBERED];
  private int resets;

  Http2PeerFrames(Http2Connection session, Loop loop, Http2Limits limits) {
    this.session = session;
    this.blocks = new HeaderBlockReader(limits.headerTableSize());
    this.vigilance = new Http2Vigilance(loop, limits.glitchesThreshold());
  }

  /** We end a stream: what the peer has sent for it until it hears of that is no fault. */
  final void weReset(int stream) {
    resetByUs[resets++ & REMEMBERED - 1] = stream;
  }

  final boolean isResetByUs(int stream) {
    for (int reset : resetByUs) {
      if (reset == stream) {
        return true;
      }
    }
    return false;
  }

  final void fail(ErrorCode error) {
    session.reader().fail(error);
  }

  /** A glitch is to be counted elsewhere, too. */
  void glitched() {}

  final void glitch() {
    glitched();
    if (vigilance.glitch()) {
      fail(ErrorCode.ENHANCE_YOUR_CALM);
    }
  }

  final void idle() {
    if (vigilance.idle()) {
      fail(ErrorCode.ENHANCE_YOUR_CALM);
    }
  }

  /** The second header block of a stream came. */
  final void trailers(Http2Connection.Stream stream, FieldLines text, boolean endOfStream) {
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
    Http2Connection.Stream present = session.stream(stream);
    if (present != null) {
      ErrorCode error =
          present.isRemoteClosed()
              ? ErrorCode.STREAM_CLOSED
              : present.data(payload, index, length, flowLength, endOfStream);
      if (error != null) {
        glitch();
        present.fail(error);
      }
    } else if (session.isIdle(stream)) {
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

  private void reset(int stream, Http2Connection.@Nullable Stream present, ErrorCode error) {
    if (present != null) {
      present.fail(error);
    } else {
      session.sendReset(stream, error);
    }
  }

  @Override
  public void setting(int id, long value) {
    switch (id) {
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
          session.output().maxFrameSize(Math.min((int) value, session.bufferSize()));
        }
      }
      default -> {
        // No table and no list of headers without end: the others limit nothing here.
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
    Http2Connection.Stream present = session.stream(stream);
    if (present == null) {
      if (session.isIdle(stream)) {
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
