package io.spillway.net;

/**
 * How much a connection reads at once: little for requests, more and more while a body streams.
 * Confined to the connection's loop.
 */
final class ReadSize {
  static final int LEAST = 2048;
  static final int FIRST = 4096;
  static final int MOST = 65536;

  /** How much larger the next read is after one that was filled. */
  private static final int GROWTH = 4;

  private int size = FIRST;
  private boolean wasSmall;

  /** Bytes to make room for. */
  int next() {
    return size;
  }

  /** {@code count} bytes came where there was room for {@code room}. */
  void read(int count, int room) {
    if (count == room) {
      size = Math.min(MOST, GROWTH * size);
      wasSmall = false;
    } else if (count <= size / 2 && size > LEAST) {
      // Once is chance.
      if (wasSmall) {
        size /= 2;
      }
      wasSmall = !wasSmall;
    } else {
      wasSmall = false;
    }
  }
}
