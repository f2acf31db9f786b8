package io.spillway.http;

/** What a call of {@link Head#parse} came to. */
public enum ParseResult {
  /** The bytes so far are fine and the head does not end in them. */
  NEED_MORE,
  /** The head is whole. */
  COMPLETE,
  /** The head is refused; {@link Head#violation()} says why. */
  MALFORMED
}
