package io.spillway.facility.agreement;

import io.spillway.facility.verdict.Verdict;
import org.jspecify.annotations.Nullable;

/** What voters say to each other to agree about a name. Immutable. */
public sealed interface Message {
  /** The name that it is about. */
  String name();

  /** The attempt that it belongs to. */
  Ballot ballot();

  /** Asks for the promise to take part in no earlier ballot. */
  record Prepare(String name, Ballot ballot) implements Message {}

  /**
   * Promises it.
   *
   * @param vote what this voter voted for last, or null
   */
  record Promise(String name, Ballot ballot, @Nullable Vote vote) implements Message {}

  /** Asks for the vote for a verdict. */
  record Propose(String name, Ballot ballot, Verdict verdict) implements Message {}

  /** Votes for what this ballot proposed. */
  record Voted(String name, Ballot ballot) implements Message {}

  /**
   * Refuses.
   *
   * @param promised the later ballot that this voter promised to
   */
  record Refused(String name, Ballot ballot, Ballot promised) implements Message {}
}
