package io.spillway.rules.converter;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An argument that is a constant or the name of a variable. Immutable. */
final class Operand {
  private final @Nullable VariableName variable;
  private final long number;
  private final byte[] bytes;

  private Operand(@Nullable VariableName variable, long number, byte[] bytes) {
    this.variable = variable;
    this.number = number;
    this.bytes = bytes;
  }

  /** Argument {@code index}: a number, or else a variable. */
  static Operand number(CallArguments arguments, int index) {
    String text = arguments.text(index);
    try {
      return new Operand(null, Long.parseLong(text), new byte[0]);
    } catch (NumberFormatException e) {
      return variable(arguments, index);
    }
  }

  /** Argument {@code index}: a variable where it is written as one, or else a string. */
  static Operand string(CallArguments arguments, int index) {
    String text = arguments.text(index);
    int dot = text.indexOf('.');
    if (dot > 0
        && Set.of("proc", "sess", "txn", "req", "res", "check").contains(text.substring(0, dot))) {
      return variable(arguments, index);
    }
    return new Operand(null, 0, arguments.bytes(index));
  }

  /** Argument {@code index}: a variable. */
  static Operand variable(CallArguments arguments, int index) {
    return new Operand(arguments.scope().context().variable(arguments.text(index)), 0, new byte[0]);
  }

  /** Whether the value is the same for every evaluation. */
  boolean isConstant() {
    return variable == null;
  }

  /** Puts the value, as one of type {@code type}, into {@code into}; false where it is not set. */
  boolean get(SampleType type, Evaluation evaluation, Sample into) {
    if (variable == null) {
      return type == SampleType.INTEGER
          ? into.integer(number)
          : into.bytes(type, bytes, 0, bytes.length);
    }
    VariableStore store = evaluation.variables(variable.scope());
    return store != null && store.get(variable, into) && into.cast(type);
  }

  /** The variable, or null for a constant. */
  @Nullable VariableName name() {
    return variable;
  }
}
