package io.spillway.rules.pattern;

import io.spillway.rules.sample.Sample;
import java.util.List;

/**
 * The patterns of an ACL line or the keys of a map, compiled. Immutable; a {@link PatternView}
 * holds another one when the patterns change.
 */
public final class PatternSet {
  private final MatchMethod method;
  private final PatternIndex index;

  /**
   * Compiles patterns.
   *
   * @param resolve whether addresses may be host names
   * @param texts the patterns; the number that {@link #find} gives is the place in this list
   * @throws IllegalArgumentException with what is wrong, when one is no pattern of this method
   */
  public PatternSet(MatchMethod method, boolean ignoreCase, boolean resolve, List<String> texts) {
    this.method = method;
    this.index = compile(method, ignoreCase, resolve, texts);
  }

  private static PatternIndex compile(
      MatchMethod method, boolean ignoreCase, boolean resolve, List<String> texts) {
    PatternIndex made =
        switch (method) {
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
    for (int i = 0; i < texts.size(); i++) {
      made.add(texts.get(i), i);
    }
    return made;
  }

  /** How values are compared. */
  public MatchMethod method() {
    return method;
  }

  /** Whether a value that is there matches. The sample is cast to the method's input type. */
  public boolean matches(Sample sample) {
    return switch (method) {
      case FOUND -> true;
      case BOOLEAN -> sample.cast(method.input()) && sample.number() != 0;
      default -> find(sample) >= 0;
    };
  }

  /** The number of the pattern that a value matches, or -1. */
  public int find(Sample sample) {
    return sample.cast(method.input()) ? index.find(sample) : PatternIndex.NONE;
  }

  /** The expression of pattern {@code number}, for {@code map_regm}. */
  public Regex regex(int number) {
    if (index instanceof RegexIndex regexes) {
      return regexes.regex(number);
    }
    throw new IllegalStateException("the patterns are no regular expressions");
  }

  /** What {@code found} and {@code bool} compare with: nothing. */
  private static final class AnyIndex implements PatternIndex {
    @Override
    public void add(String text, int number) {}

    @Override
    public int find(Sample sample) {
      return 0;
    }
  }
}
