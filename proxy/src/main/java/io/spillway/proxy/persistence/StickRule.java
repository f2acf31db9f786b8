package io.spillway.proxy.persistence;

import io.spillway.proxy.table.TableReference;
import io.spillway.rules.Condition;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import org.jspecify.annotations.Nullable;

/**
 * A {@code stick} rule: a key by which clients find the server that served them before. Immutable.
 *
 * @param condition when it holds, or null for always
 * @param key what the table is asked by
 * @param table where keys and servers are kept
 * @param matches whether a stream goes to the server that is kept for its key
 * @param stores whether the server of a stream is kept for its key
 */
public record StickRule(
    @Nullable Condition condition,
    Expression key,
    TableReference table,
    boolean matches,
    boolean stores) {
  /** Whether the rule's condition holds. */
  public boolean applies(Evaluation evaluation) {
    return condition == null || condition.holds(evaluation);
  }
}
