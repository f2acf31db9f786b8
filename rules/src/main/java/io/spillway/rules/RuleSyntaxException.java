package io.spillway.rules;

/**
 * Says what is wrong with an expression, a pattern or a rule, for the reader of the directive to
 * put into its alert. Thrown while a configuration is loaded only.
 */
public final class RuleSyntaxException extends RuntimeException {
  /** An error with {@code message}: what is wrong and what was expected. */
  public RuleSyntaxException(String message) {
    super(message, null, false, false);
  }
}
