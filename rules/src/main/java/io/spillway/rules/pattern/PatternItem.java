package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PatternView} finds. Immutable.
 *
 * @param entry the entry as it is written
 * @param value the value of a map, ready for use; null for an ACL
 */
public record PatternItem(PatternEntry entry, @Nullable Sample value) {
  /** Entries that were added earlier have a lower one. */
  long order() {
    return entry.id();
  }

  /**
   * The value of a map.
   *
   * @throws IllegalStateException when the view is an ACL's
   */
  public Sample mapped() {
    if (value == null) {
      throw new IllegalStateException("the patterns of an ACL have no values");
    }
    return value;
  }
}
