package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * Patterns of one method, arranged for finding. One thread at a time changes an index; any number
 * of threads look up meanwhile and never wait.
 */
interface PatternIndex {
  /** Where an entry stands, or is to stand, in the index that made this. */
  interface Slot {
    /** Adds an entry; it has been added after all that are there. */
    void add(PatternItem item);

    /** Puts {@code item} in the place of the one of the same entry. */
    void replace(PatternItem item);

    /** Removes the item of the entry with this {@link PatternItem#order}. */
    void remove(long order);
  }

  /**
   * Reads a pattern, without changing the index.
   *
   * @param text the pattern, one character a byte
   * @throws IllegalArgumentException with what is wrong, when {@code text} is no such pattern
   */
  Slot slot(String text);

  /**
   * The entry that {@code sample}, cast to the method's input type, matches, or null: where several
   * do, the one that HAProxy finds.
   */
  @Nullable PatternItem find(Sample sample);
}
