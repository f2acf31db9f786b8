package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Whole strings ({@code -m str}) and, written in hexadecimal, binaries ({@code -m bin}). */
final class ExactIndex implements PatternIndex {
  private final boolean hexadecimal;
  private final ByteRangeTable table;

  ExactIndex(boolean hexadecimal, boolean ignoreCase) {
    this.hexadecimal = hexadecimal;
    this.table = new ByteRangeTable(false, ignoreCase);
  }

  @Override
  public void add(String text, int number) {
    if (!hexadecimal) {
      table.put(text.getBytes(StandardCharsets.ISO_8859_1), number);
      return;
    }
    try {
      table.put(HexFormat.of().parseHex(text), number);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "an hex digit is expected (found '" + text + "'), in pairs", e);
    }
  }

  @Override
  public int find(Sample sample) {
    return table.get(sample.bytes(), sample.offset(), sample.length());
  }
}
