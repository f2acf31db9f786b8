package io.spillway.proxy.stream;

import io.spillway.net.Timeout;
import io.spillway.proxy.bandwidth.Throttle;

/**
 * Has a request's body wait in the session's input where rules limit its bandwidth. Confined to the
 * session's loop.
 */
final class RequestThrottle {
  private final HttpStream stream;
  private final Throttle throttle = new Throttle();
  private final Timeout timer;
  private boolean holds;

  RequestThrottle(HttpStream stream) {
    this.stream = stream;
    this.timer = new Timeout(stream.loop().timers(), this::goOn);
  }

  /** The limits. */
  Throttle throttle() {
    return throttle;
  }

  /** How many of {@code wanted} bytes may be taken now. */
  int allowed(int wanted) {
    int most = throttle.isActive() ? throttle.allowed(wanted, stream.nowMillis()) : wanted;
    holds = most < wanted;
    return most;
  }

  /** So many bytes were taken. */
  void passed(int count) {
    if (throttle.isActive()) {
      throttle.passed(count, stream.nowMillis());
    }
  }

  /** Whether something waits; it then goes on by itself, and the client is not read until then. */
  boolean holds() {
    if (!holds) {
      return false;
    }
    timer.set(throttle.waitMillis());
    stream.session.awaitNothing();
    stream.session.connection().pauseReading();
    return true;
  }

  /** Whether something of the body waits; what the client does next then waits, too. */
  boolean isHolding() {
    return holds;
  }

  private void goOn() {
    if (stream.takesBody()) {
      stream.bodyArrived();
      stream.flushServer();
      if (!holds && stream.takesBody()) {
        stream.session.connection().resumeReading();
        if (stream.session.connection().isInputClosed()) {
          stream.clientInputClosed();
        }
      }
    }
  }

  /** The stream is over. */
  void end() {
    holds = false;
    timer.clear();
    throttle.end(stream.nowMillis());
  }

  /** The session is over. */
  void endSession() {
    end();
    timer.end();
  }
}
