package io.spillway.rules;

import io.spillway.rules.sample.ByteBuilder;

/**
 * A response that a rule makes. Compiled with the rule; only writing it evaluates what is in it.
 * Immutable; run by any thread.
 */
public interface Reply {
  /** The response's status. */
  int status();

  /**
   * Appends the whole response in HTTP/1 form: status line, headers, empty line, body.
   *
   * @return the length of the head in bytes: where the body begins in what was appended
   */
  int write(Evaluation evaluation, ByteBuilder out);

  /** Whether the connection is to be closed after the response. */
  default boolean closes() {
    return false;
  }
}
