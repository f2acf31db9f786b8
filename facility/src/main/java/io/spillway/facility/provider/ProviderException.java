package io.spillway.facility.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a provider did not do what it was asked. Messages are for operators and never hold
 * credentials.
 */
public final class ProviderException extends Exception {
  /** Whose fault it is, and so whether another attempt may help. */
  public enum Kind {
    /** The provider says no and will say so again: credentials, permissions, a missing zone. */
    REFUSED(false),
    /** The provider does not answer, or says that it is in trouble. */
    UNAVAILABLE(true),
    /** Too many requests; wait as long as the provider says. */
    RATE_LIMITED(true),
    /** What was read has been changed by somebody else since: read again. */
    CONFLICT(true),
    /** The answer makes no sense. */
    MALFORMED(true),
    /** Another instance writes, so this one must not. */
    NOT_WRITER(false);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the same attempt may succeed later. */
    public boolean retryable() {
      return retryable;
    }
  }

  private final Kind kind;
  private final transient @Nullable Duration retryAfter;

  /** A failure of {@code kind}; {@code message} says what happened, for an operator. */
  public ProviderException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * A failure after which the provider wants to be left alone.
   *
   * @param retryAfter how long it asked to wait, or null where it did not say
   */
  public ProviderException(Kind kind, String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** What kind of failure this is. */
  public Kind kind() {
    return kind;
  }

  /** What happened, for an operator. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** How long the provider asked to be left alone, or null. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
