package io.spillway.rules;

import java.util.List;

/** Fills a registry with the words of the rule language that this module has. */
public final class StandardRules {
  private StandardRules() {}

  /** A registry with all of them, to which upper modules add. */
  public static RuleRegistry registry() {
    RuleRegistry registry = new RuleRegistry();
    registry.addAclNames(List.of());
    return registry;
  }
}
