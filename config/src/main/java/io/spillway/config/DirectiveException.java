package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * Ends the reading of one directive: its message becomes an alert and the next directive is read.
 * Made by {@link Arguments#error}, caught by {@link KeywordTable}.
 */
public final class DirectiveException extends RuntimeException {
  private final transient SourcePosition position;
  private final @Nullable String suggestion;

  DirectiveException(SourcePosition position, String message, @Nullable String suggestion) {
    super(message, null, false, false);
    this.position = position;
    this.suggestion = suggestion;
  }

  /** The alert that this exception stands for. */
  public Diagnostic diagnostic() {
    return new Diagnostic(Severity.ALERT, position, String.valueOf(getMessage()), suggestion);
  }
}
