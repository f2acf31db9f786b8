package io.spillway.http;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The arrays of a head. Heads of connections that wait for their next message leave theirs here, so
 * that tens of thousands of idle connections cost the memory of those that are at work. One stack
 * for each thread, bounded.
 */
record HeadStorage(byte[] bytes, int[] table, long[] prefixes) {
  /** What a head has that left its own here. */
  static final HeadStorage NONE = new HeadStorage(new byte[0], new int[0], new long[0]);

  private static final int FIRST_CAPACITY = 1024;
  private static final int FIRST_HEADERS = 16;
  private static final int MOST_CAPACITY = 4 * FIRST_CAPACITY;
  private static final int MOST_KEPT = 256;

  private static final FastThreadLocal<Deque<HeadStorage>> FREE =
      new FastThreadLocal<>() {
        @Override
        protected Deque<HeadStorage> initialValue() {
          return new ArrayDeque<>();
        }
      };

  /** Arrays for a head: some that were left here, or new ones. */
  static HeadStorage take() {
    HeadStorage left = FREE.get().pollLast();
    return left != null
        ? left
        : new HeadStorage(
            new byte[FIRST_CAPACITY + HeaderLines.SLACK],
            new int[FIRST_HEADERS * HeaderLines.STRIDE],
            new long[FIRST_HEADERS]);
  }

  /** Leaves arrays for other heads; large ones are not worth keeping. */
  static void leave(HeadStorage storage) {
    Deque<HeadStorage> free = FREE.get();
    if (storage.bytes.length <= MOST_CAPACITY && free.size() < MOST_KEPT) {
      free.addLast(storage);
    }
  }
}
