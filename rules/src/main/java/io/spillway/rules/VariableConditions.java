package io.spillway.rules;

import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions of {@code set-var(name,condition…)}, all of which must hold (configuration manual,
 * chapter 4.2 "http-request set-var"). Immutable; used by any thread.
 */
public final class VariableConditions {
  private final List<Condition> conditions;

  private VariableConditions(List<Condition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  private enum Condition {
    IFEXISTS,
    IFNOTEXISTS,
    IFEMPTY,
    IFNOTEMPTY,
    IFSET,
    IFNOTSET,
    IFGT,
    IFLT
  }

  /**
   * Reads the words.
   *
   * @throws RuleSyntaxException when one is no condition
   */
  public static VariableConditions of(List<String> words) {
    List<Condition> read = new ArrayList<>();
    for (String word : words) {
      read.add(condition(word));
    }
    return new VariableConditions(read);
  }

  private static Condition condition(String word) {
    for (Condition condition : Condition.values()) {
      if (condition.name().equalsIgnoreCase(word)) {
        return condition;
      }
    }
    throw new RuleSyntaxException(
        "unknown condition '"
            + word
            + "' of a variable (expected: ifexists, ifnotexists, ifempty, ifnotempty, ifset,"
            + " ifnotset, ifgt or iflt)");
  }

  /** Whether the variable is to be set to {@code value}; {@code value} stays as it is. */
  public boolean hold(VariableStore store, VariableName name, Sample value) {
    for (Condition condition : conditions) {
      if (!holds(condition, store, name, value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(
      Condition condition, VariableStore store, VariableName name, Sample value) {
    return switch (condition) {
      case IFEXISTS -> exists(store, name);
      case IFNOTEXISTS -> !exists(store, name);
      case IFSET -> store.has(name);
      case IFNOTSET -> !store.has(name);
      case IFEMPTY -> isEmpty(value);
      case IFNOTEMPTY -> !isEmpty(value);
      case IFGT -> compares(store, name, value, 1);
      case IFLT -> compares(store, name, value, -1);
    };
  }

  private static boolean isEmpty(Sample value) {
    return value.type().isBytes() && value.length() == 0;
  }

  /** Variables of the process exist from the beginning. */
  private static boolean exists(VariableStore store, VariableName name) {
    return name.scope() == VariableScope.PROCESS || store.has(name);
  }

  /**
   * Whether the variable is greater than the new value, or less for a {@code sign} of -1; true
   * where one of them is no integer.
   */
  private static boolean compares(VariableStore store, VariableName name, Sample value, int sign) {
    Sample known = value.nested();
    return !store.get(name, known)
        || known.type() != SampleType.INTEGER
        || value.type() != SampleType.INTEGER
        || Long.compare(known.number(), value.number()) == sign;
  }
}
