package io.spillway.rules;

import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code if} or {@code unless} of a rule: alternatives, each of which is a conjunction of ACLs.
 * Immutable; run by any thread.
 */
public final class Condition {
  private final boolean isUnless;
  private final Term[][] alternatives;

  /** An ACL, or its opposite. */
  record Term(boolean isNegated, Acl acl) {}

  /** What a condition answers. */
  public enum Result {
    TRUE,
    FALSE,
    /** More data is needed to tell; never given for a final {@link Evaluation}. */
    UNKNOWN
  }

  Condition(boolean isUnless, List<List<Term>> alternatives) {
    this.isUnless = isUnless;
    this.alternatives =
        alternatives.stream().map(terms -> terms.toArray(Term[]::new)).toArray(Term[][]::new);
  }

  /** Evaluates the condition, up to where the answer is clear. */
  public Result evaluate(Evaluation evaluation) {
    return evaluate(evaluation, evaluation.sample());
  }

  /** Evaluates the condition in another sample than the evaluation's own. */
  public Result evaluate(Evaluation evaluation, Sample sample) {
    int result = Acl.FALSE;
    for (Term[] terms : alternatives) {
      result |= evaluate(terms, evaluation, sample);
      if (result == Acl.TRUE) {
        break;
      }
    }
    if (result == Acl.UNKNOWN) {
      return Result.UNKNOWN;
    }
    return (result == Acl.TRUE) == isUnless ? Result.FALSE : Result.TRUE;
  }

  /** Whether the condition holds, taking what is not known for false. */
  public boolean holds(Evaluation evaluation) {
    return evaluate(evaluation) == Result.TRUE;
  }

  private static int evaluate(Term[] terms, Evaluation evaluation, Sample sample) {
    int result = Acl.TRUE;
    for (Term term : terms) {
      int one = term.acl().evaluate(evaluation, sample);
      result &= term.isNegated() ? Acl.TRUE >> one : one;
      if (result == Acl.FALSE) {
        break;
      }
    }
    return result;
  }

  /** What each ACL says of {@code evaluation}, for people: {@code is_shop: yes}. */
  public List<String> reasons(Evaluation evaluation) {
    List<String> reasons = new ArrayList<>();
    for (Term[] terms : alternatives) {
      for (Term term : terms) {
        boolean holds = term.acl().evaluate(evaluation, evaluation.sample()) == Acl.TRUE;
        reasons.add(term.acl().described(evaluation) + (holds ? ": yes" : ": no"));
      }
    }
    return reasons;
  }

  Term[][] alternatives() {
    return alternatives;
  }
}
