package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one ACL line or map converter sees a {@link PatternList}: compiled for its way of comparing,
 * and compiled anew, by one volatile store, whenever the list changes. Thread-safe; lookups never
 * wait.
 */
public final class PatternView {
  private final MatchMethod method;
  private final boolean ignoreCase;
  private final boolean resolve;
  private final @Nullable SampleType output;
  private volatile Compiled compiled;

  /**
   * One state of the list. Immutable.
   *
   * @param keys the patterns; their numbers are places in the two lists
   * @param entries the entries as they are written
   * @param values the values of a map, ready for use; empty for an ACL
   */
  public record Compiled(PatternSet keys, List<PatternEntry> entries, List<Sample> values) {}

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
    this.compiled = compile(entries);
  }

  /** The state that holds now; a lookup takes it once and stays with it. */
  public Compiled current() {
    return compiled;
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

  /**
   * Compiles another state, without showing it.
   *
   * @throws IllegalArgumentException with what is wrong, when an entry cannot be used
   */
  Compiled compile(List<PatternEntry> entries) {
    List<String> keys = new ArrayList<>(entries.size());
    List<Sample> values = new ArrayList<>();
    for (PatternEntry entry : entries) {
      keys.add(entry.key());
      if (output != null) {
        values.add(value(entry.value() == null ? "" : entry.value(), output));
      }
    }
    return new Compiled(new PatternSet(method, ignoreCase, resolve, keys), entries, values);
  }

  void publish(Compiled next) {
    compiled = next;
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
