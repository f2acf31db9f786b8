package io.spillway.rules;

import io.spillway.rules.sample.Sample;

/** An ACL that an expression names, with or without "!" before it. Immutable. */
public final class NamedAcl {
  private final Acl acl;
  private final boolean isNegated;

  private NamedAcl(Acl acl, boolean isNegated) {
    this.acl = acl;
    this.isNegated = isNegated;
  }

  /**
   * The ACL of {@code scope} that {@code text} names.
   *
   * @throws RuleSyntaxException where it was not declared before
   */
  public static NamedAcl find(RuleScope scope, String text) {
    boolean isNegated = text.startsWith("!");
    String name = isNegated ? text.substring(1) : text;
    Acl acl = scope.acl(name);
    if (acl == null) {
      throw new RuleSyntaxException("ACL '" + name + "' was not found");
    }
    return new NamedAcl(acl, isNegated);
  }

  /** Whether it holds; {@code sample} is overwritten. What is not known yet does not hold. */
  public boolean holds(Evaluation evaluation, Sample sample) {
    return (acl.evaluate(evaluation, sample) == Acl.TRUE) != isNegated;
  }
}
