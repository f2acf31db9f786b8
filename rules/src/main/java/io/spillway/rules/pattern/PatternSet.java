package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that are compared in one way, in an index made for it. One thread at a time changes a
 * set; lookups, by any number of threads, never wait.
 */
public final class PatternSet {
  private final MatchMethod method;
  private final PatternIndex index;

  /** An empty set; {@code resolve} says whether addresses may be host names. */
  PatternSet(MatchMethod method, boolean ignoreCase, boolean resolve) {
    this.method = method;
    this.index = index(method, ignoreCase, resolve);
  }

  /**
   * A set that stays as it is.
   *
   * @param texts the patterns
   * @throws IllegalArgumentException with what is wrong, when one is no pattern of this method
   */
  public static PatternSet of(MatchMethod method, boolean ignoreCase, List<String> texts) {
    PatternSet made = new PatternSet(method, ignoreCase, false);
    for (int i = 0; i < texts.size(); i++) {
      PatternEntry entry = new PatternEntry(i, texts.get(i), null);
      made.slot(entry.key()).add(new PatternItem(entry, null));
    }
    return made;
  }

  private static PatternIndex index(MatchMethod method, boolean ignoreCase, boolean resolve) {
    return switch (method) {
      case STRING -> new ExactIndex(false, ignoreCase);
      case BINARY -> new ExactIndex(true, ignoreCase);
      case BEGIN -> new AffixIndex(false, ignoreCase);
      case END -> new AffixIndex(true, ignoreCase);
      case SUBSTRING -> new WithinIndex("", ignoreCase);
      case DIRECTORY -> new WithinIndex("/?", ignoreCase);
      case DOMAIN -> new WithinIndex("/?.:", ignoreCase);
      case INTEGER -> new NumberIndex(false);
      case LENGTH -> new NumberIndex(true);
      case IP -> new NetworkIndex(resolve);
      case REGEX -> new RegexIndex(ignoreCase);
      case FOUND, BOOLEAN -> new AnyIndex();
    };
  }

  /** Where an entry of this pattern stands, or is to stand. */
  PatternIndex.Slot slot(String text) {
    return index.slot(text);
  }

  /** Whether a value that is there matches. The sample is cast to the method's input type. */
  public boolean matches(Sample sample) {
    return switch (method) {
      case FOUND -> true;
      case BOOLEAN -> sample.cast(method.input()) && sample.number() != 0;
      default -> find(sample) != null;
    };
  }

  /** The entry that a value matches, or null. */
  public @Nullable PatternItem find(Sample sample) {
    return sample.cast(method.input()) ? index.find(sample) : null;
  }

  /** The expression that a value matches, for {@code map_regm}, or null. */
  public @Nullable Regex regex(Sample sample) {
    return index instanceof RegexIndex regexes && sample.cast(method.input())
        ? regexes.regex(sample)
        : null;
  }

  /** What {@code found} and {@code bool} compare with: nothing, so that any entry will do. */
  private static final class AnyIndex implements PatternIndex {
    private final NodeSequence sequence = new NodeSequence();

    @Override
    public Slot slot(String text) {
      return sequence.slot(new PatternNode());
    }

    @Override
    public @Nullable PatternItem find(Sample sample) {
      NodeSequence.State now = sequence.state();
      PatternNode node = now.count() == 0 ? null : now.get(0);
      return node == null ? null : node.first();
    }
  }
}
