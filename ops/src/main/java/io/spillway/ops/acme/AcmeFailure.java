package io.spillway.ops.acme;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a certificate was not obtained; the message is for an operator. */
final class AcmeFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Instant notBefore;

  AcmeFailure(String message) {
    this(message, null);
  }

  /**
   * A failure after which the authority wants to be left alone.
   *
   * @param notBefore until when, or null where it did not say
   */
  AcmeFailure(String message, @Nullable Instant notBefore) {
    super(message, null, false, false);
    this.notBefore = notBefore;
  }

  /** Until when the authority wants to be left alone, or null. */
  @Nullable Instant notBefore() {
    return notBefore;
  }

  /** What happened. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
