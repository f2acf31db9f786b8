package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Beginnings ({@code -m beg}) or ends ({@code -m end}) of strings: one pass over the value looks up
 * each prefix or suffix whose length some pattern has. Of several matching patterns, the longest
 * one counts for beginnings whose case counts, and the first one added otherwise.
 */
final class AffixIndex implements PatternIndex {
  private final boolean ends;
  private final boolean longest;
  private final ByteRangeTable table;
  private final BitSet lengths = new BitSet();

  AffixIndex(boolean ends, boolean ignoreCase) {
    this.ends = ends;
    this.longest = !ends && !ignoreCase;
    this.table = new ByteRangeTable(ends, ignoreCase);
  }

  @Override
  public void add(String text, int number) {
    table.put(text.getBytes(StandardCharsets.ISO_8859_1), number);
    lengths.set(text.length());
  }

  @Override
  public int find(Sample sample) {
    byte[] bytes = sample.bytes();
    int start = sample.offset();
    int length = sample.length();
    int end = start + length;
    int longestPattern = lengths.length() - 1;
    int found = NONE;
    int hash = 0;
    for (int n = 0; n <= length && n <= longestPattern; n++) {
      if (n > 0) {
        hash = table.extend(hash, bytes[ends ? end - n : start + n - 1]);
      }
      if (lengths.get(n)) {
        int number = table.get(hash, bytes, ends ? end - n : start, n);
        if (number >= 0 && (longest || found < 0 || number < found)) {
          found = number;
        }
      }
    }
    return found;
  }
}
