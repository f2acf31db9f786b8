package io.spillway.rules.pattern;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One pattern of an index with the entries that it stands for: one, or several where a list has
 * equal patterns, or none once they were removed. One thread at a time changes it; any thread reads
 * {@link #first} meanwhile.
 */
class PatternNode {
  private static final PatternItem[] NONE = {};

  private volatile @Nullable PatternItem first;
  private volatile PatternItem[] others = NONE;

  /** The entry that counts: the one that was added first; null where all were removed. */
  final @Nullable PatternItem first() {
    return first;
  }

  /** All entries, in the order of their addition. */
  final PatternItem[] all() {
    PatternItem counts = first;
    PatternItem[] more = others;
    if (counts == null) {
      return NONE;
    }
    PatternItem[] all = new PatternItem[more.length + 1];
    all[0] = counts;
    System.arraycopy(more, 0, all, 1, more.length);
    return all;
  }

  final void add(PatternItem item) {
    if (first == null) {
      first = item;
    } else {
      PatternItem[] more = Arrays.copyOf(others, others.length + 1);
      more[more.length - 1] = item;
      others = more;
    }
  }

  /** Puts {@code item} in the place of the one of the same entry. */
  final void replace(PatternItem item) {
    PatternItem counts = first;
    if (counts != null && counts.order() == item.order()) {
      first = item;
      return;
    }
    others =
        Arrays.stream(others)
            .map(other -> other.order() == item.order() ? item : other)
            .toArray(PatternItem[]::new);
  }

  /** Removes the item of the entry whose {@link PatternItem#order} is {@code order}. */
  final void remove(long order) {
    PatternItem counts = first;
    if (counts != null && counts.order() == order) {
      first = others.length == 0 ? null : others[0];
      others = others.length < 2 ? NONE : Arrays.copyOfRange(others, 1, others.length);
      return;
    }
    others =
        Arrays.stream(others).filter(other -> other.order() != order).toArray(PatternItem[]::new);
  }
}
