package io.spillway.proxy.stream;

import io.spillway.http.h2.Frames;

/**
 * The window in which the peer of a connection of HTTP/2 may send. It is wide: what is held is
 * bounded by the windows of the streams. Confined to the connection's loop.
 */
final class Http2ReceiveWindow {
  private static final int SIZE = 1 << 20;

  private final Http2Output output;
  private int left = SIZE;

  Http2ReceiveWindow(Http2Output output) {
    this.output = output;
  }

  /** Tells the peer how wide it is. */
  void announce() {
    Frames.writeWindowUpdate(output.frames(), 0, SIZE - Frames.INITIAL_WINDOW);
  }

  /** Takes {@code bytes} from it; false where there are not so many. */
  boolean take(int bytes) {
    left -= bytes;
    if (left < 0) {
      return false;
    }
    if (left < SIZE / 2) {
      Frames.writeWindowUpdate(output.frames(), 0, SIZE - left);
      left = SIZE;
    }
    return true;
  }
}
