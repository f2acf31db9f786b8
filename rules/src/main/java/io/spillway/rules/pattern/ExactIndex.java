package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Whole strings ({@code -m str}) and, written in hexadecimal, binaries ({@code -m bin}). */
final class ExactIndex implements PatternIndex {
  private final boolean hexadecimal;
  private final ByteRangeTable table;

  ExactIndex(boolean hexadecimal, boolean ignoreCase) {
    this.hexadecimal = hexadecimal;
    this.table = new ByteRangeTable(false, ignoreCase);
  }

  @Override
  public Slot slot(String text) {
    if (!hexadecimal) {
      return new KeySlot(table, text.getBytes(StandardCharsets.ISO_8859_1));
    }
    try {
      return new KeySlot(table, HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "an hex digit is expected (found '" + text + "'), in pairs", e);
    }
  }

  @Override
  public @Nullable PatternItem find(Sample sample) {
    return table.get(sample.bytes(), sample.offset(), sample.length());
  }
}
