package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;

/**
 * Patterns of one method, arranged for finding. Filled by {@link #add}, then only read, by any
 * thread.
 */
interface PatternIndex {
  /** The number that {@link #find} gives where nothing matches. */
  int NONE = -1;

  /**
   * Adds a pattern.
   *
   * @param text the pattern, one character a byte
   * @param number what {@link #find} is to give; the numbers of one index rise
   * @throws IllegalArgumentException with what is wrong, when {@code text} is no such pattern
   */
  void add(String text, int number);

  /**
   * The number of the pattern that {@code sample}, cast to the method's input type, matches: where
   * several do, the one that HAProxy finds.
   */
  int find(Sample sample);
}
