package io.spillway.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of one kind in their order. Immutable; run by any thread. */
public final class Ruleset {
  /** No rules. */
  public static final Ruleset EMPTY = new Ruleset(List.of());

  private final Rule[] rules;

  /** A ruleset of {@code rules}. */
  public Ruleset(List<Rule> rules) {
    this.rules = rules.toArray(Rule[]::new);
  }

  /** Whether there are no rules. */
  public boolean isEmpty() {
    return rules.length == 0;
  }

  /** The rules in their order. */
  public List<Rule> rules() {
    return List.of(rules);
  }

  /**
   * Runs the rules until one decides.
   *
   * @return {@link Verdict#CONTINUE} where none did; {@link Verdict#WAIT} where a condition needs
   *     more data: run it again, from the first rule, when {@link Evaluation} has more or is final
   */
  public Verdict run(Evaluation evaluation) {
    return run(evaluation, 0);
  }

  /**
   * Runs the rules from number {@code first} on; see {@link #run(Evaluation)}.
   *
   * @param first 0, or where {@link Evaluation#pausedBefore} was told to go on
   */
  public Verdict run(Evaluation evaluation, int first) {
    for (int i = first; i < rules.length; i++) {
      Rule rule = rules[i];
      Condition condition = rule.condition();
      if (condition != null) {
        Condition.Result result = condition.evaluate(evaluation);
        if (result != Condition.Result.TRUE) {
          if (result == Condition.Result.UNKNOWN) {
            evaluation.waitsAt(rule);
            return Verdict.WAIT;
          }
          continue;
        }
      }
      Verdict verdict = rule.action().run(evaluation);
      if (verdict != Verdict.CONTINUE) {
        evaluation.decidedBy(rule);
        if (verdict instanceof Verdict.AwaitBody
            || verdict instanceof Verdict.AwaitEvent
            || verdict instanceof Verdict.Pause) {
          evaluation.pausedBefore(i + 1);
          evaluation.waitsAt(rule);
        }
        return verdict;
      }
    }
    return Verdict.CONTINUE;
  }

  /** The rules of {@code other} after these. */
  public Ruleset with(@Nullable Ruleset other) {
    if (other == null || other.isEmpty()) {
      return this;
    }
    List<Rule> all = new java.util.ArrayList<>(rules());
    all.addAll(other.rules());
    return new Ruleset(all);
  }
}
