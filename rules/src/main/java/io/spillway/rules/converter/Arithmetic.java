package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.INTEGER;

import io.spillway.rules.Converter;
import io.spillway.rules.sample.Sample;
import java.util.List;
import java.util.function.LongBinaryOperator;

/** Converters that calculate with integers of 64 bits; results saturate. */
public final class Arithmetic {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          binary("add", Arithmetic::add),
          binary("sub", Arithmetic::subtract),
          binary("mul", Arithmetic::multiply),
          binary("div", Arithmetic::divide),
          binary("mod", (a, b) -> b == 0 || b == -1 ? 0 : a % b),
          binary("and", (a, b) -> a & b),
          binary("or", (a, b) -> a | b),
          binary("xor", (a, b) -> a ^ b),
          Converter.of("cpl", INTEGER, INTEGER, s -> s.integer(~s.number())),
          Converter.of("neg", INTEGER, INTEGER, s -> s.integer(negate(s.number()))),
          Converter.of("not", INTEGER, BOOLEAN, s -> s.bool(s.number() == 0)),
          Converter.of("bool", INTEGER, BOOLEAN, s -> s.bool(s.number() != 0)),
          Converter.of("even", INTEGER, BOOLEAN, s -> s.bool((s.number() & 1) == 0)),
          Converter.of("odd", INTEGER, BOOLEAN, s -> s.bool((s.number() & 1) != 0)));

  private Arithmetic() {}

  private static Converter binary(String name, LongBinaryOperator operator) {
    return Converter.impure(
        name,
        INTEGER,
        INTEGER,
        "string",
        arguments -> {
          Operand operand = Operand.number(arguments, 0);
          return (evaluation, sample) -> {
            Sample other = sample.nested();
            return operand.get(INTEGER, evaluation, other)
                && sample.integer(operator.applyAsLong(sample.number(), other.number()));
          };
        });
  }

  private static long saturated(boolean negative) {
    return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? saturated(a < 0) : sum;
  }

  private static long subtract(long a, long b) {
    long difference = a - b;
    return ((a ^ b) & (a ^ difference)) < 0 ? saturated(a < 0) : difference;
  }

  private static long multiply(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) == product >> 63 ? product : saturated((a < 0) != (b < 0));
  }

  private static long divide(long a, long b) {
    if (b == 0) {
      return Long.MAX_VALUE;
    }
    return b == -1 ? negate(a) : a / b;
  }

  private static long negate(long a) {
    return a == Long.MIN_VALUE ? Long.MAX_VALUE : -a;
  }
}
