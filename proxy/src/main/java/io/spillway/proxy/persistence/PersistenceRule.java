package io.spillway.proxy.persistence;

import io.spillway.rules.Condition;
import io.spillway.rules.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * A {@code force-persist} or {@code ignore-persist} line. Immutable.
 *
 * @param forces whether persistence holds even when its server is down; otherwise it is ignored
 * @param condition when, or null for always
 */
public record PersistenceRule(boolean forces, @Nullable Condition condition) {
  /** Whether it says what becomes of persistence. */
  public boolean applies(Evaluation evaluation) {
    return condition == null || condition.holds(evaluation);
  }
}
