package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;

/** Regular expressions ({@code -m reg}), tried one after the other. */
final class RegexIndex implements PatternIndex {
  private final boolean ignoreCase;
  private final List<Regex> patterns = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();

  RegexIndex(boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
  }

  @Override
  public void add(String text, int number) {
    patterns.add(Regex.compile(text, ignoreCase));
    numbers.add(number);
  }

  @Override
  public int find(Sample sample) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).occursIn(sample.bytes(), sample.offset(), sample.length())) {
        return numbers.get(i);
      }
    }
    return NONE;
  }

  /** The expression that was added as {@code number}. */
  Regex regex(int number) {
    return patterns.get(numbers.indexOf(number));
  }
}
