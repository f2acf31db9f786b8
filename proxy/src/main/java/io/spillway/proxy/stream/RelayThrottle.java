package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.net.Duplex;
import io.spillway.net.Timeout;
import io.spillway.net.Timers;
import io.spillway.proxy.bandwidth.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what a relay passes from one side to the other, as rules limit its bandwidth. While
 * anything is held, that side is not read, and what it does next, as closing, waits. Confined to
 * the relay's loop.
 */
final class RelayThrottle {
  private final Throttle throttle;
  private final Duplex source;
  private final Duplex target;
  private final Timeout timer;
  private final Runnable progress;
  private @Nullable ByteBuf held;
  private @Nullable Runnable next;

  /**
   * Holds nothing yet.
   *
   * @param progress is run after something that was held was passed on
   */
  RelayThrottle(Throttle throttle, Duplex source, Duplex target, Timers timers, Runnable progress) {
    this.throttle = throttle;
    this.source = source;
    this.target = target;
    this.progress = progress;
    this.timer = new Timeout(timers, this::goOn);
  }

  /** Whether bytes have to come through here. */
  boolean isActive() {
    return throttle.isActive() || held != null;
  }

  /** Whether something is held. */
  boolean isHolding() {
    return held != null;
  }

  /** Takes bytes, and passes on what of them may pass now; the caller flushes. */
  void take(ByteBuf bytes) {
    held = Buffers.append(source.allocator(), held, bytes);
    pump();
  }

  private void pump() {
    timer.clear();
    ByteBuf waiting = held;
    while (waiting != null && target.isWritable()) {
      long now = source.loop().clock().millis();
      int most =
          throttle.isActive() ? throttle.allowed(waiting.readableBytes(), now) : Integer.MAX_VALUE;
      if (most == 0) {
        timer.set(throttle.waitMillis());
        break;
      }
      boolean isAll = most >= waiting.readableBytes();
      ByteBuf passed = isAll ? waiting : waiting.readRetainedSlice(most);
      throttle.passed(passed.readableBytes(), now);
      waiting = isAll ? null : waiting;
      held = waiting;
      target.write(passed);
    }
    if (held != null) {
      source.pauseReading();
    }
  }

  /** The time is over, or the other side takes bytes again. */
  void goOn() {
    pump();
    target.flush();
    progress.run();
    if (held == null) {
      if (target.isWritable()) {
        source.resumeReading();
      }
      Runnable end = next;
      next = null;
      if (end != null) {
        end.run();
      }
    }
  }

  /** Has {@code end} done when all that is held was passed on. */
  void then(Runnable end) {
    if (next == null) {
      next = end;
    }
  }

  /** The relay is over. */
  void end() {
    timer.end();
    next = null;
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
