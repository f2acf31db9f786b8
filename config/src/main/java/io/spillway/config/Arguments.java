package io.spillway.config;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the words of a directive, with the readings that keyword handlers need. What is
 * missing or malformed is thrown as a {@link DirectiveException} whose message says what was
 * expected. Confined to the reading thread.
 */
public final class Arguments {
  /** Whether a directive sets its keyword, or began with {@code no} or {@code default}. */
  public enum Polarity {
    SET,
    NO,
    DEFAULT
  }

  private final Directive directive;
  private final Diagnostics diagnostics;
  private final Polarity polarity;
  private String keyword;
  private int next;

  /**
   * A cursor at word {@code next} of {@code directive}.
   *
   * @param keyword the keyword whose arguments these are, as messages shall call it
   */
  public Arguments(
      Directive directive, int next, String keyword, Polarity polarity, Diagnostics diagnostics) {
    this.directive = directive;
    this.next = next;
    this.keyword = keyword;
    this.polarity = polarity;
    this.diagnostics = diagnostics;
  }

  /**
   * A cursor at the first keyword of {@code directive}, after a leading {@code no} or {@code
   * default}.
   */
  public static Arguments of(Directive directive, Diagnostics diagnostics) {
    String first = directive.words().getFirst().text();
    Polarity polarity =
        directive.words().size() == 1
            ? Polarity.SET
            : switch (first) {
              case "no" -> Polarity.NO;
              case "default" -> Polarity.DEFAULT;
              default -> Polarity.SET;
            };
    return new Arguments(directive, polarity == Polarity.SET ? 0 : 1, first, polarity, diagnostics);
  }

  /** The keyword whose arguments are being read. */
  public String keyword() {
    return keyword;
  }

  /** Whether the directive began with {@code no} or {@code default}. */
  public Polarity polarity() {
    return polarity;
  }

  /** Where warnings and remarks go; errors are thrown instead, see {@link #error}. */
  public Diagnostics diagnostics() {
    return diagnostics;
  }

  /** Where the directive begins. */
  public SourcePosition position() {
    return directive.position();
  }

  /** The whole line. */
  public Directive directive() {
    return directive;
  }

  /** Whether a word is left. */
  public boolean hasNext() {
    return next < directive.words().size();
  }

  /** The text of the next word without taking it, or the empty string at the end. */
  public String peek() {
    return hasNext() ? directive.words().get(next).text() : "";
  }

  /** Takes the next word if it is {@code text}. */
  public boolean accept(String text) {
    if (peek().equals(text) && hasNext()) {
      next++;
      return true;
    }
    return false;
  }

  /**
   * Takes the next word.
   *
   * @param expected what it should be, for the message where it is missing: {@code "a server name"}
   */
  public Word word(String expected) {
    if (!hasNext()) {
      throw error("'" + keyword + "' expects " + expected + ".");
    }
    return directive.words().get(next++);
  }

  /** Takes the next word's text; see {@link #word}. */
  public String text(String expected) {
    return word(expected).text();
  }

  /** Takes all words that are left. */
  public List<Word> rest() {
    List<Word> rest = directive.words().subList(next, directive.words().size());
    next = directive.words().size();
    return rest;
  }

  /**
   * Takes a whole number.
   *
   * @param min the least value allowed
   * @param max the greatest value allowed
   */
  public int integer(String expected, int min, int max) {
    return (int) longInteger(expected, min, max);
  }

  /** Takes a whole number of 64 bits; see {@link #integer}. */
  public long longInteger(String expected, long min, long max) {
    Word word = word(expected);
    try {
      long value = Long.parseLong(word.text());
      if (value >= min && value <= max) {
        return value;
      }
      throw error(
          word,
          "'"
              + keyword
              + "': "
              + value
              + " is out of range (expected: "
              + min
              + " to "
              + max
              + ").");
    } catch (NumberFormatException e) {
      throw error(
          word, "'" + keyword + "' expects " + expected + " (a whole number), not '" + word + "'.");
    }
  }

  /**
   * Takes a time with HAProxy's units (us, ms, s, m, h, d); a bare number counts in {@code bare}.
   *
   * @see Units#time
   */
  public Duration time(TimeUnit bare) {
    Word word = word("a time");
    try {
      return Units.time(word.text(), bare);
    } catch (IllegalArgumentException e) {
      throw error(word, "'" + keyword + "': " + e.getMessage());
    }
  }

  /**
   * Takes a time that counts in whole seconds.
   *
   * @return seconds, up to 2147483647
   * @see Units#seconds
   */
  public int seconds() {
    Word word = word("a time");
    try {
      return Units.seconds(word.text());
    } catch (IllegalArgumentException e) {
      throw error(word, "'" + keyword + "': " + e.getMessage());
    }
  }

  /** Takes a size in bytes, with the units k, m and g of 1024. */
  public long size() {
    Word word = word("a size");
    try {
      return Units.size(word.text());
    } catch (IllegalArgumentException e) {
      throw error(word, "'" + keyword + "': " + e.getMessage());
    }
  }

  /** Checks that no word is left. */
  public void end() {
    if (hasNext()) {
      Word extra = directive.words().get(next);
      throw error(extra, "'" + keyword + "' cannot handle unexpected argument '" + extra + "'.");
    }
  }

  /** Names the part of the line being read now, for messages: {@code server web1 inter}. */
  void enter(String keyword) {
    this.keyword = keyword;
  }

  /** The next words without taking them, at most {@code count}. */
  List<Word> upcoming(int count) {
    return directive.words().subList(next, Math.min(directive.words().size(), next + count));
  }

  /** The index of the next word in the directive. */
  public int index() {
    return next;
  }

  /** Continues at word {@code index}. */
  void moveTo(int index) {
    this.next = index;
  }

  /** An error about the directive as a whole, for the caller to throw. */
  public DirectiveException error(String message) {
    return new DirectiveException(position(), message, null);
  }

  /** An error about {@code word}, for the caller to throw. */
  public DirectiveException error(Word word, String message) {
    return new DirectiveException(word.position(), message, null);
  }

  /** An error about {@code word} with what to write instead, for the caller to throw. */
  public DirectiveException error(Word word, String message, @Nullable String suggestion) {
    return new DirectiveException(word.position(), message, suggestion);
  }
}
