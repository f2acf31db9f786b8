package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.util.Arrays;

/** Numbers and ranges of numbers, for values ({@code -m int}) or their lengths ({@code -m len}). */
final class NumberIndex implements PatternIndex {
  private final boolean ofLength;
  private long[] least = new long[4];
  private long[] greatest = new long[4];
  private int[] numbers = new int[4];
  private int count;

  NumberIndex(boolean ofLength) {
    this.ofLength = ofLength;
  }

  @Override
  public void add(String text, int number) {
    int colon = text.indexOf(':');
    long low = colon == 0 ? Long.MIN_VALUE : parse(colon < 0 ? text : text.substring(0, colon));
    long high = low;
    if (colon >= 0) {
      high = colon == text.length() - 1 ? Long.MAX_VALUE : parse(text.substring(colon + 1));
    }
    if (count == numbers.length) {
      least = Arrays.copyOf(least, count * 2);
      greatest = Arrays.copyOf(greatest, count * 2);
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    least[count] = low;
    greatest[count] = high;
    numbers[count++] = number;
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
  }

  @Override
  public int find(Sample sample) {
    long value = ofLength ? sample.length() : sample.number();
    for (int i = 0; i < count; i++) {
      if (value >= least[i] && value <= greatest[i]) {
        return numbers[i];
      }
    }
    return NONE;
  }
}
