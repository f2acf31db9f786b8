package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.LogFormat;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.VariableConditions;
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
    return parser.scope().context().variable(inside(word).getFirst());
  }

  /** What is in the parentheses: a name, and conditions after it. */
  private static List<String> inside(String word) {
    return List.of(word.substring(word.indexOf('(') + 1, word.length() - 1).split(",", -1));
  }

  private static VariableConditions conditions(String word) {
    List<String> inside = inside(word);
    return VariableConditions.of(inside.subList(1, inside.size()));
  }

  private static Action set(String word, Arguments arguments, RuleParser parser) {
    VariableName name = name(word, parser);
    VariableConditions conditions = conditions(word);
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      if (expression.evaluate(evaluation, sample)) {
        store(evaluation, name, conditions, sample);
      }
      return Verdict.CONTINUE;
    };
  }

  private static void store(
      Evaluation evaluation, VariableName name, VariableConditions conditions, Sample value) {
    VariableStore variables = evaluation.variables(name.scope());
    if (variables != null && conditions.hold(variables, name, value)) {
      variables.set(name, value);
    }
  }

  private static Action setFormatted(String word, Arguments arguments, RuleParser parser) {
    VariableName name = name(word, parser);
    VariableConditions conditions = conditions(word);
    LogFormat format = parser.logFormat(LogFormat.Use.PLAIN, arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      ByteBuilder text = sample.text();
      format.append(evaluation, text);
      sample.bytes(SampleType.STRING, text.array(), 0, text.length());
      store(evaluation, name, conditions, sample);
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
