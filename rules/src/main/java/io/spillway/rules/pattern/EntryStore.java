package io.spillway.rules.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one version of a {@link PatternList}, by their keys. One thread at a time changes
 * it; {@link #first} may be asked by any thread and never waits.
 */
final class EntryStore {
  private final ByteRangeTable byKey = new ByteRangeTable(false, false);
  private int size;

  EntryStore(List<PatternEntry> entries) {
    entries.forEach(this::add);
  }

  private PatternNode node(String key) {
    return byKey.node(key.getBytes(StandardCharsets.ISO_8859_1));
  }

  int size() {
    return size;
  }

  void add(PatternEntry entry) {
    node(entry.key()).add(new PatternItem(entry, null));
    size++;
  }

  void replace(PatternEntry entry) {
    node(entry.key()).replace(new PatternItem(entry, null));
  }

  void remove(PatternEntry entry) {
    node(entry.key()).remove(entry.id());
    size--;
  }

  /** The entry of this key that was added first, or null. */
  @Nullable PatternEntry first(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
    PatternItem item = byKey.get(bytes, 0, bytes.length);
    return item == null ? null : item.entry();
  }

  /** The entries of this key, in the order of their addition. */
  List<PatternEntry> of(String key) {
    if (first(key) == null) {
      return List.of();
    }
    List<PatternEntry> entries = new ArrayList<>();
    for (PatternItem item : node(key).all()) {
      entries.add(item.entry());
    }
    return entries;
  }

  /**
   * All entries, in the order of their addition. Any thread may ask; what changes meanwhile is
   * there or not.
   */
  List<PatternEntry> all() {
    List<PatternEntry> entries = new ArrayList<>(size);
    byKey.forEach(
        node -> {
          for (PatternItem item : node.all()) {
            entries.add(item.entry());
          }
        });
    entries.sort(Comparator.comparingLong(PatternEntry::id));
    // A part of the table that was split meanwhile may have been gone over twice.
    List<PatternEntry> once = new ArrayList<>(entries.size());
    for (PatternEntry entry : entries) {
      if (once.isEmpty() || once.getLast().id() != entry.id()) {
        once.add(entry);
      }
    }
    return once;
  }
}
