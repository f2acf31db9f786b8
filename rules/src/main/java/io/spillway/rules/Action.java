package io.spillway.rules;

import io.spillway.config.Arguments;
import io.spillway.config.KeywordState;
import java.util.List;

/** What a rule does when its condition holds. Immutable; run by any thread. */
@FunctionalInterface
public interface Action {
  /** Does it. */
  Verdict run(Evaluation evaluation);

  /**
   * The word that begins an action, where it may stand, and the code that compiles it; declared
   * beside the action and registered in a {@link RuleRegistry}. Immutable.
   *
   * @param name the word, without what HAProxy's listing marks with {@code *}: arguments in
   *     parentheses right after it
   * @param hasPrefix whether the word goes on after {@code name}: {@code set-var(txn.x)}
   * @param kinds the rulesets it may stand in
   * @param state {@link KeywordState#WORKS}, or accepted without effect
   * @param factory compiles one use
   */
  record Definition(
      String name,
      boolean hasPrefix,
      List<RulesetKind> kinds,
      KeywordState state,
      Factory factory) {
    public Definition {
      kinds = List.copyOf(kinds);
    }

    /** An action that is one word. */
    public static Definition of(String name, Factory factory, RulesetKind... kinds) {
      return new Definition(name, false, List.of(kinds), KeywordState.WORKS, factory);
    }

    /** An action whose word goes on: {@code set-var(txn.x)}. */
    public static Definition prefix(String name, Factory factory, RulesetKind... kinds) {
      return new Definition(name, true, List.of(kinds), KeywordState.WORKS, factory);
    }
  }

  /** Compiles a use of an action. */
  @FunctionalInterface
  interface Factory {
    /**
     * Compiles a use.
     *
     * @param word the action's word as it was written, with what follows the name
     * @param arguments the words after it; those of the condition are left
     * @param parser reads expressions and formats; knows the ruleset and its section
     */
    Action compile(String word, Arguments arguments, RuleParser parser);
  }
}
