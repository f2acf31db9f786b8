package io.spillway.rules.pattern;

/** The place of a string of bytes in a table. */
final class KeySlot implements PatternIndex.Slot {
  private final ByteRangeTable table;
  private final byte[] key;

  KeySlot(ByteRangeTable table, byte[] key) {
    this.table = table;
    this.key = key;
  }

  @Override
  public void add(PatternItem item) {
    table.node(key).add(item);
  }

  @Override
  public void replace(PatternItem item) {
    table.node(key).replace(item);
  }

  @Override
  public void remove(long order) {
    table.node(key).remove(order);
  }
}
