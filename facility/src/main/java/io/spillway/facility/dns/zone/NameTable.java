package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.DomainName;
import io.spillway.facility.dns.message.NameBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what belongs to a name or to the end of one, without a copy of it. Immutable. */
final class NameTable<T> {
  private final Function<T, DomainName> naming;
  private final @Nullable Object[] slots;
  private final int mask;

  /** A table of {@code entries}, whose names differ. */
  NameTable(List<T> entries, Function<T, DomainName> naming) {
    this.naming = naming;
    int size = Math.max(4, Integer.highestOneBit(Math.max(1, entries.size())) * 4);
    slots = new Object[size];
    mask = size - 1;
    for (T entry : entries) {
      int slot = naming.apply(entry).hashCode() & mask;
      while (slots[slot] != null) {
        slot = slot + 1 & mask;
      }
      slots[slot] = entry;
    }
  }

  /** What belongs to {@code name} without its first {@code label} labels, or null. */
  @SuppressWarnings("unchecked") // only entries of the constructor's list are stored
  @Nullable T find(NameBuffer name, int label) {
    int slot = name.hash(label) & mask;
    while (true) {
      T entry = (T) slots[slot];
      if (entry == null || name.suffixEquals(label, naming.apply(entry))) {
        return entry;
      }
      slot = slot + 1 & mask;
    }
  }
}
