package io.spillway.proxy.compression;

import io.spillway.proxy.table.EventRate;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all compression of a process together may take ({@code maxcomprate}, {@code maxzlibmem}),
 * and how thorough it is ({@code tune.comp.maxlevel}). A response that there is no room for is sent
 * as it is. Thread-safe.
 */
public final class CompressionBudget {
  /** What a deflater has outside the heap, in bytes. */
  private static final long MEMORY_OF_EACH = 256 * 1024;

  private static final int SECOND = 1000;

  private final int level;
  private final long mostBytesPerSecond;
  private final long mostCompressors;
  private final long[] rate = new long[3];
  private final AtomicInteger compressors = new AtomicInteger();

  /**
   * Nothing is compressed yet.
   *
   * @param level 1 (fast) to 9 (thorough)
   * @param mostBytesPerSecond how many bytes may be compressed in a second, before they are; 0 for
   *     no limit
   * @param mostMemory how many bytes all deflaters may have; 0 for no limit
   */
  public CompressionBudget(int level, long mostBytesPerSecond, long mostMemory) {
    this.level = level;
    this.mostBytesPerSecond = mostBytesPerSecond;
    this.mostCompressors =
        mostMemory == 0 ? Integer.MAX_VALUE : Math.max(1, mostMemory / MEMORY_OF_EACH);
  }

  /** How thorough compression is. */
  int level() {
    return level;
  }

  /**
   * Takes a compressor out of the budget, which {@link #giveBack} returns.
   *
   * @param now milliseconds of a clock that never goes back
   * @return false where there is no room for one
   */
  public boolean take(long now) {
    if (mostBytesPerSecond > 0 && EventRate.read(rate, 0, SECOND, now) > mostBytesPerSecond) {
      return false;
    }
    if (compressors.incrementAndGet() > mostCompressors) {
      compressors.decrementAndGet();
      return false;
    }
    return true;
  }

  /** So many bytes were compressed. */
  public void compressed(int bytes, long now) {
    if (mostBytesPerSecond > 0) {
      EventRate.add(rate, 0, SECOND, now, bytes);
    }
  }

  /** A compressor is done. */
  public void giveBack() {
    compressors.decrementAndGet();
  }
}
