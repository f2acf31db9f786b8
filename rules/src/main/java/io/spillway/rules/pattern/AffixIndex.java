package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Beginnings ({@code -m beg}) or ends ({@code -m end}) of strings: one pass over the value looks up
 * each prefix or suffix whose length some pattern has. Of several matching patterns, the longest
 * one counts for beginnings whose case counts, and the first one added otherwise.
 */
final class AffixIndex implements PatternIndex {
  private final boolean ends;
  private final boolean longest;
  private final ByteRangeTable table;

  /** The lengths that patterns have or once had; never changed, but replaced. */
  private volatile BitSet lengths = new BitSet();

  AffixIndex(boolean ends, boolean ignoreCase) {
    this.ends = ends;
    this.longest = !ends && !ignoreCase;
    this.table = new ByteRangeTable(ends, ignoreCase);
  }

  @Override
  public Slot slot(String text) {
    KeySlot place = new KeySlot(table, text.getBytes(StandardCharsets.ISO_8859_1));
    return new Slot() {
      @Override
      public void add(PatternItem item) {
        if (!lengths.get(text.length())) {
          BitSet more = (BitSet) lengths.clone();
          more.set(text.length());
          lengths = more;
        }
        place.add(item);
      }

      @Override
      public void replace(PatternItem item) {
        place.replace(item);
      }

      @Override
      public void remove(long order) {
        place.remove(order);
      }
    };
  }

  @Override
  public @Nullable PatternItem find(Sample sample) {
    BitSet known = lengths;
    byte[] bytes = sample.bytes();
    int start = sample.offset();
    int length = sample.length();
    int end = start + length;
    int longestPattern = known.length() - 1;
    PatternItem found = null;
    int hash = 0;
    for (int n = 0; n <= length && n <= longestPattern; n++) {
      if (n > 0) {
        hash = table.extend(hash, bytes[ends ? end - n : start + n - 1]);
      }
      if (known.get(n)) {
        PatternItem item = table.get(hash, bytes, ends ? end - n : start, n);
        if (item != null && (longest || found == null || item.order() < found.order())) {
          found = item;
        }
      }
    }
    return found;
  }
}
