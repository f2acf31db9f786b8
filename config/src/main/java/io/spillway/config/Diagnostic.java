package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * Something a configuration's author should know. Immutable.
 *
 * @param severity {@link Severity#ALERT} makes the configuration unusable
 * @param position what it is about
 * @param message one sentence without the position, saying what was wrong and what was expected
 * @param suggestion what to write instead, or null where there is nothing to suggest
 * @param about how HAProxy's form refers to the position
 * @param excerpt the text that HAProxy's form shows below the message, or null
 */
public record Diagnostic(
    Severity severity,
    SourcePosition position,
    String message,
    @Nullable String suggestion,
    About about,
    @Nullable Excerpt excerpt) {

  /** What a message is about; HAProxy prints the position of each in its own way. */
  public enum About {
    /** A directive: {@code parsing [file:line] : message}. */
    DIRECTIVE,
    /** The text of a line, whatever directive it holds: {@code parsing [file:line]: message}. */
    LINE,
    /** The configuration as a whole: the message alone, without a position. */
    CONFIGURATION
  }

  /**
   * A text with a mark below one of its characters.
   *
   * @param text one line
   * @param caret the index of the marked character, from 0
   */
  public record Excerpt(String text, int caret) {}

  /** A diagnostic about a directive. */
  public Diagnostic(
      Severity severity, SourcePosition position, String message, @Nullable String suggestion) {
    this(severity, position, message, suggestion, About.DIRECTIVE, null);
  }

  /** A diagnostic about the text of a line. */
  public static Diagnostic ofLine(
      Severity severity, SourcePosition position, String message, @Nullable Excerpt excerpt) {
    return new Diagnostic(severity, position, message, null, About.LINE, excerpt);
  }

  /**
   * A diagnostic about how the parts of the configuration fit together, such as a backend that does
   * not exist.
   *
   * @param position the directive to mend, for the forms that show it
   */
  public static Diagnostic ofConfiguration(
      Severity severity, SourcePosition position, String message) {
    return new Diagnostic(severity, position, message, null, About.CONFIGURATION, null);
  }
}
