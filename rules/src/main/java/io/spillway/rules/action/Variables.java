package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.LogFormat;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableStore;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;

/** Actions that set and forget variables. */
public final class Variables {
  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.prefix("set-var", Variables::set, RulesetKind.values()),
          Action.Definition.prefix("set-var-fmt", Variables::setFormatted, RulesetKind.values()),
          Action.Definition.prefix("unset-var", Variables::unset, RulesetKind.values()));

  private Variables() {}

  private static VariableName name(String word, RuleParser parser) {
    int open = word.indexOf('(');
    if (open < 0 || !word.endsWith(")")) {
      throw new RuleSyntaxException(
          "invalid or incomplete action '" + word + "' (expected: name(scope.variable))");
    }
    String inside = word.substring(open + 1, word.length() - 1);
    if (inside.indexOf(',') >= 0) {
      throw new RuleSyntaxException(
          "conditions of '" + word.substring(0, open) + "' are not implemented in Spillway");
    }
    return parser.scope().context().variable(inside);
  }

  private static Action set(String word, Arguments arguments, RuleParser parser) {
    VariableName name = name(word, parser);
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      if (expression.evaluate(evaluation, sample)) {
        store(evaluation, name, sample);
      }
      return Verdict.CONTINUE;
    };
  }

  private static void store(Evaluation evaluation, VariableName name, Sample value) {
    VariableStore variables = evaluation.variables(name.scope());
    if (variables != null) {
      variables.set(name, value);
    }
  }

  private static Action setFormatted(String word, Arguments arguments, RuleParser parser) {
    VariableName name = name(word, parser);
    LogFormat format = parser.logFormat(LogFormat.Use.PLAIN, arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      ByteBuilder text = sample.text();
      format.append(evaluation, text);
      sample.bytes(SampleType.STRING, text.array(), 0, text.length());
      store(evaluation, name, sample);
      return Verdict.CONTINUE;
    };
  }

  private static Action unset(String word, Arguments arguments, RuleParser parser) {
    VariableName name = name(word, parser);
    return evaluation -> {
      VariableStore variables = evaluation.variables(name.scope());
      if (variables != null) {
        variables.unset(name);
      }
      return Verdict.CONTINUE;
    };
  }
}
