package io.spillway.rules.pattern;

import java.util.Arrays;

/**
 * The networks of one prefix length: a hash table from addresses of 128 bits, those of IPv4 in the
 * lowest 32, to numbers. Of equal networks the first one added stays.
 */
final class NetworkTable {
  private final long highMask;
  private final long lowMask;
  private long[] highs = new long[8];
  private long[] lows = new long[8];
  private int[] numbers = new int[8];
  private int count;

  /**
   * An empty table.
   *
   * @param length how many of the 128 bits count
   */
  NetworkTable(int length) {
    highMask = length == 0 ? 0 : length >= 64 ? -1L : -1L << 64 - length;
    lowMask = length <= 64 ? 0 : -1L << 128 - length;
    Arrays.fill(numbers, -1);
  }

  void put(long high, long low, int number) {
    if (get(high, low) >= 0) {
      return;
    }
    if (count * 2 >= numbers.length) {
      long[] oldHighs = highs;
      long[] oldLows = lows;
      int[] oldNumbers = numbers;
      highs = new long[oldNumbers.length * 2];
      lows = new long[highs.length];
      numbers = new int[highs.length];
      Arrays.fill(numbers, -1);
      for (int i = 0; i < oldNumbers.length; i++) {
        if (oldNumbers[i] >= 0) {
          insert(oldHighs[i], oldLows[i], oldNumbers[i]);
        }
      }
    }
    insert(high & highMask, low & lowMask, number);
    count++;
  }

  private void insert(long high, long low, int number) {
    int at = slot(high, low);
    while (numbers[at] >= 0) {
      at = at + 1 & numbers.length - 1;
    }
    highs[at] = high;
    lows[at] = low;
    numbers[at] = number;
  }

  private int slot(long high, long low) {
    long mixed = (high * 31 + low) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & numbers.length - 1;
  }

  int get(long address1, long address2) {
    long high = address1 & highMask;
    long low = address2 & lowMask;
    int at = slot(high, low);
    while (numbers[at] >= 0) {
      if (highs[at] == high && lows[at] == low) {
        return numbers[at];
      }
      at = at + 1 & numbers.length - 1;
    }
    return -1;
  }
}
