package io.spillway.rules;

/**
 * A variable: its scope and its name. Two occurrences of one variable in a configuration are the
 * same object, so that finding one at run time compares references. Immutable.
 */
public final class VariableName {
  private final VariableScope scope;
  private final String name;

  VariableName(VariableScope scope, String name) {
    this.scope = scope;
    this.name = name;
  }

  /** How long the variable lives. */
  public VariableScope scope() {
    return scope;
  }

  /** The name after the dot. */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return scope.word() + "." + name;
  }
}
