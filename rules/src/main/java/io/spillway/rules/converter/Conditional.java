package io.spillway.rules.converter;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.Evaluation;
import io.spillway.rules.NamedAcl;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.function.Predicate;

/** The converter {@code when}: lets a value pass where a condition holds, and none otherwise. */
public final class Conditional {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.impure(
              "when",
              SampleType.ANY,
              SampleType.SAME,
              "string[,string,string]",
              Conditional::compile));

  private Conditional() {}

  private static Conversion compile(CallArguments arguments) {
    boolean isNegated = arguments.text(0).startsWith("!");
    String word = isNegated ? arguments.text(0).substring(1) : arguments.text(0);
    if (word.equals("acl")) {
      if (!arguments.has(1)) {
        throw arguments.error("'acl' needs the name of an ACL after it");
      }
      NamedAcl acl = NamedAcl.find(arguments.scope(), arguments.text(1));
      return (evaluation, sample) -> acl.holds(evaluation, sample.nested()) != isNegated;
    }
    Predicate<Evaluation> condition =
        switch (word) {
          case "error" -> Evaluation::hasFailed;
          case "normal" -> evaluation -> !evaluation.hasFailed();
          case "forwarded" -> Evaluation::wasForwarded;
          case "toapplet" -> Evaluation::wasServedHere;
          case "processed" -> evaluation -> evaluation.wasForwarded() || evaluation.wasServedHere();
          case "stopping" -> Evaluation::isStopping;
          default ->
              throw arguments.error(
                  "unknown condition '"
                      + word
                      + "' (expected: error, forwarded, normal, processed, stopping, toapplet or"
                      + " acl)");
        };
    return (evaluation, sample) -> condition.test(evaluation) != isNegated;
  }
}
