package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/** Numbers and ranges of numbers, for values ({@code -m int}) or their lengths ({@code -m len}). */
final class NumberIndex implements PatternIndex {
  private final boolean ofLength;
  private final NodeSequence sequence = new NodeSequence();

  NumberIndex(boolean ofLength) {
    this.ofLength = ofLength;
  }

  private static final class Range extends PatternNode {
    private final long least;
    private final long greatest;

    Range(long least, long greatest) {
      this.least = least;
      this.greatest = greatest;
    }
  }

  @Override
  public Slot slot(String text) {
    int colon = text.indexOf(':');
    long low = colon == 0 ? Long.MIN_VALUE : parse(colon < 0 ? text : text.substring(0, colon));
    long high = low;
    if (colon >= 0) {
      high = colon == text.length() - 1 ? Long.MAX_VALUE : parse(text.substring(colon + 1));
    }
    return sequence.slot(new Range(low, high));
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
  }

  @Override
  public @Nullable PatternItem find(Sample sample) {
    long value = ofLength ? sample.length() : sample.number();
    NodeSequence.State now = sequence.state();
    for (int i = 0; i < now.count(); i++) {
      Range range = (Range) now.get(i);
      if (range != null && value >= range.least && value <= range.greatest) {
        return range.first();
      }
    }
    return null;
  }
}
