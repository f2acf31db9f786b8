package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A response that rules hold, for a time or until its body is there, or as much of it as they want
 * or as fits a buffer. What the server does meanwhile, as closing its connection, waits. Confined
 * to the session's loop.
 */
final class ResponseWait {
  private final HttpStream stream;
  private final Timeout timer;
  private boolean waits;
  private boolean wantsBody;
  private long atLeast;
  private @Nullable Runnable next;

  ResponseWait(HttpStream stream) {
    this.stream = stream;
    this.timer = new Timeout(stream.loop().timers(), this::timedOut);
  }

  /** Holds the response for {@code millis}. */
  void pause(int millis) {
    begin(millis);
    wantsBody = false;
  }

  /**
   * Holds the response until its body is there, which it is not yet.
   *
   * @param enough how many bytes of it suffice; 0 for all of it
   * @param millis for how long
   */
  void forBody(long enough, int millis) {
    begin(millis);
    wantsBody = true;
    atLeast = enough;
    if (next != null) {
      release(); // no more will come
    }
  }

  private void begin(int millis) {
    waits = true;
    stream.holdResponse();
    timer.set(Math.max(1, millis));
  }

  /** More of the held response came in. */
  void received(ByteBuf bytes) {
    stream.responseTransfer.received(bytes);
    if (wantsBody && stream.hasResponseBody(atLeast)) {
      release();
    } else if (stream.responseTransfer.isFull()) {
      stream.pauseServer();
    }
  }

  /** The server does no more: has {@code end} done when the response goes on. */
  void then(Runnable end) {
    if (next == null) {
      next = end;
    }
    if (wantsBody) {
      release();
    }
  }

  private void timedOut() {
    if (waits && wantsBody) {
      stream.serverTimedOut();
    } else {
      release();
    }
  }

  private void release() {
    if (!waits) {
      return;
    }
    waits = false;
    timer.clear();
    if (next == null) {
      stream.resumeServer();
    }
    stream.rules.resumeResponse();
    Runnable end = next;
    if (end != null && !waits) {
      next = null;
      end.run();
    }
    stream.session.connection().flush();
  }

  /** The stream is over. */
  void end() {
    waits = false;
    next = null;
    timer.clear();
  }

  /** The session is over. */
  void endSession() {
    end();
    timer.end();
  }
}
