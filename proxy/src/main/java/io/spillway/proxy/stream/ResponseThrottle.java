package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Timeout;
import io.spillway.proxy.bandwidth.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * Holds the body of a response back where rules limit its bandwidth. While anything is held, the
 * server is not read, and what it does next, as closing its connection, waits. Confined to the
 * session's loop.
 */
final class ResponseThrottle {
  private final HttpStream stream;
  private final Throttle throttle = new Throttle();
  private final Timeout timer;
  private @Nullable ByteBuf held;
  private @Nullable Runnable next;

  ResponseThrottle(HttpStream stream) {
    this.stream = stream;
    this.timer = new Timeout(stream.loop().timers(), this::goOn);
  }

  /** The limits. */
  Throttle throttle() {
    return throttle;
  }

  /** Whether the bytes of the body have to come through here. */
  boolean isActive() {
    return throttle.isActive() || held != null;
  }

  /** Whether something is held. */
  boolean isHolding() {
    return held != null;
  }

  /** Takes bytes of the body, and passes on what of them may pass now. */
  void take(ByteBuf bytes) {
    held = Buffers.append(stream.session.connection().allocator(), held, bytes);
    pump();
  }

  private void pump() {
    timer.clear();
    ByteBuf waiting = held;
    while (waiting != null && stream.session.connection().isWritable()) {
      long now = stream.nowMillis();
      int most = throttle.allowed(waiting.readableBytes(), now);
      if (most == 0) {
        timer.set(throttle.waitMillis());
        return;
      }
      throttle.passed(most, now);
      boolean isAll = most == waiting.readableBytes();
      stream.responseTransfer.forward(isAll ? waiting : waiting.readRetainedSlice(most));
      waiting = isAll ? null : waiting;
      held = waiting;
    }
  }

  /** Has {@code end} done when all that is held was passed on. */
  void then(Runnable end) {
    next = end;
  }

  /** The time is over, or the client takes bytes again. */
  void goOn() {
    pump();
    stream.throttledProgress();
    Runnable end = next;
    if (end != null && held == null) {
      next = null;
      end.run();
    }
  }

  /** The stream is over. */
  void end() {
    timer.clear();
    next = null;
    if (held != null) {
      held.release();
      held = null;
    }
    throttle.end(stream.nowMillis());
  }

  /** The session is over. */
  void endSession() {
    end();
    timer.end();
  }
}
