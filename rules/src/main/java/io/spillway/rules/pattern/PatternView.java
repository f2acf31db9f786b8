package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one ACL line or map converter sees a {@link PatternList}: arranged for its way of comparing.
 * A single change goes into the arrangement, another version replaces it by one volatile store.
 * Thread-safe; lookups never wait.
 */
public final class PatternView {
  private final MatchMethod method;
  private final boolean ignoreCase;
  private final boolean resolve;
  private final @Nullable SampleType output;
  private volatile PatternSet set;

  PatternView(
      MatchMethod method,
      boolean ignoreCase,
      boolean resolve,
      @Nullable SampleType output,
      List<PatternEntry> entries) {
    this.method = method;
    this.ignoreCase = ignoreCase;
    this.resolve = resolve;
    this.output = output;
    this.set = new PatternSet(method, ignoreCase, resolve);
    prepare(entries).forEach(Change::apply);
  }

  /** A change that was found possible. */
  interface Change {
    /** Does it; nothing can go wrong any more. */
    void apply();
  }

  /** The patterns as they are now; a lookup takes them once and stays with them. */
  public PatternSet current() {
    return set;
  }

  /** How values are compared. */
  public MatchMethod method() {
    return method;
  }

  /** Whether letters' case makes no difference. */
  public boolean ignoresCase() {
    return ignoreCase;
  }

  /** The type of a map's values; null for an ACL. */
  public @Nullable SampleType output() {
    return output;
  }

  /** Whether the two give the same answers. */
  boolean isLike(PatternView other) {
    return method == other.method && ignoreCase == other.ignoreCase && output == other.output;
  }

  private PatternItem item(PatternEntry entry) {
    SampleType type = output;
    return new PatternItem(
        entry, type == null ? null : value(entry.value() == null ? "" : entry.value(), type));
  }

  /**
   * What adds entries.
   *
   * @throws IllegalArgumentException with what is wrong, when one cannot be used
   */
  List<Change> prepare(List<PatternEntry> entries) {
    return prepare(entries, set);
  }

  private List<Change> prepare(List<PatternEntry> entries, PatternSet into) {
    List<Change> changes = new ArrayList<>(entries.size());
    for (PatternEntry entry : entries) {
      PatternItem item = item(entry);
      PatternIndex.Slot slot = into.slot(entry.key());
      changes.add(() -> slot.add(item));
    }
    return changes;
  }

  /**
   * What gives an entry that is there another value.
   *
   * @throws IllegalArgumentException when that is no value of the view's type
   */
  Change replacement(PatternEntry entry) {
    PatternItem item = item(entry);
    PatternIndex.Slot slot = set.slot(entry.key());
    return () -> slot.replace(item);
  }

  /** Removes an entry. */
  void remove(PatternEntry entry) {
    set.slot(entry.key()).remove(entry.id());
  }

  /**
   * What replaces all entries.
   *
   * @throws IllegalArgumentException with what is wrong, when one cannot be used
   */
  Change exchange(List<PatternEntry> entries) {
    PatternSet next = new PatternSet(method, ignoreCase, resolve);
    prepare(entries, next).forEach(Change::apply);
    return () -> set = next;
  }

  /**
   * A map's value.
   *
   * @throws IllegalArgumentException when {@code text} is no value of type {@code type}
   */
  public static Sample value(String text, SampleType type) {
    Sample sample = new Sample(Math.max(64, text.length()));
    sample.string(text.getBytes(StandardCharsets.ISO_8859_1));
    boolean isWhole = type != SampleType.INTEGER || text.matches("-?[0-9]+");
    if (!isWhole || !sample.cast(type)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a value of type '" + type.word() + "'");
    }
    return sample;
  }
}
