package io.spillway.proxy.table;

import io.spillway.rules.RuleRegistry;

/** The words of the rule language that are about stick tables. */
public final class TableWords {
  private TableWords() {}

  /** Adds them to {@code registry}. */
  public static void addTo(RuleRegistry registry) {
    registry.addFetches(CounterFetches.ALL);
    registry.addConverters(TableConverters.ALL);
    registry.addActions(CounterActions.ALL);
  }
}
