package io.spillway.facility.agreement;

import io.spillway.facility.verdict.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What a voter must remember about one name, also when it starts again. Immutable.
 *
 * @param promised the latest ballot that it promised to or voted in
 * @param vote what it voted for last, or null
 * @param verdict the latest verdict that it knows to be agreed
 */
public record Ledger(Ballot promised, @Nullable Vote vote, Verdict verdict) {
  /** Of a voter that has done nothing yet. */
  public static final Ledger EMPTY = new Ledger(Ballot.NONE, null, Verdict.INITIAL);

  Ledger promising(Ballot ballot) {
    return new Ledger(ballot, vote, verdict);
  }

  Ledger voting(Vote cast) {
    return new Ledger(cast.ballot(), cast, verdict);
  }

  Ledger knowing(Verdict agreed) {
    return new Ledger(promised, vote, agreed);
  }
}
