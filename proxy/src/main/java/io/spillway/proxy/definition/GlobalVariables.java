package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Word;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleScope;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code set-var} and {@code set-var-fmt} of the {@code global} section: values that variables of
 * the process have from the start (configuration manual, chapter 3.1).
 */
final class GlobalVariables {
  /** The longest value, in bytes. */
  private static final int MAX_LENGTH = 16384;

  /** All that expressions see while the configuration is read. */
  private record Reading(Sample sample, VariableStore process) implements Evaluation {
    @Override
    public Place place() {
      return Place.CONFIGURATION;
    }

    @Override
    public @Nullable VariableStore variables(VariableScope scope) {
      return scope == VariableScope.PROCESS ? process : null;
    }

    @Override
    public long wallClockMicros() {
      return System.currentTimeMillis() * 1000;
    }
  }

  private GlobalVariables() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        Keyword.works("set-var", GlobalVariables::set),
        Keyword.works("set-var-fmt", GlobalVariables::setFormatted));
  }

  private static void set(GlobalSection section, Arguments arguments) {
    VariableName name = name(section, "set-var", "a sample expression", arguments);
    Expression expression = parser(section).expression(arguments);
    // As in HAProxy, what follows the expression is not looked at.
    arguments.rest();
    Sample sample = new Sample(MAX_LENGTH);
    if (expression.evaluate(
        new Reading(sample, section.loading().rules().processVariables()), sample)) {
      store(section, name, sample);
    }
  }

  private static void setFormatted(GlobalSection section, Arguments arguments) {
    VariableName name = name(section, "set-var-fmt", "a format string", arguments);
    LogFormat format = parser(section).logFormat(LogFormat.Use.PLAIN, arguments);
    arguments.rest();
    Sample sample = new Sample(MAX_LENGTH);
    ByteBuilder text = new ByteBuilder(MAX_LENGTH);
    format.append(new Reading(sample, section.loading().rules().processVariables()), text);
    sample.bytes(SampleType.STRING, text.array(), 0, text.length());
    store(section, name, sample);
  }

  private static VariableName name(
      GlobalSection section, String keyword, String value, Arguments arguments) {
    Word name = arguments.hasNext() ? arguments.word("a variable") : null;
    if (name == null || !arguments.hasNext()) {
      throw arguments.error(
          "'"
              + keyword
              + "' requires a process-wide variable name ('proc.<name>') and "
              + value
              + ".");
    }
    if (!name.text().startsWith("proc.")) {
      throw arguments.error(
          name,
          "'"
              + keyword
              + "': cannot set variable '"
              + name
              + "', only scope 'proc' is permitted in the global section.");
    }
    try {
      return section.loading().rules().variable(name.text());
    } catch (RuleSyntaxException e) {
      throw arguments.error(name, "'" + keyword + "': " + e.getMessage());
    }
  }

  private static RuleParser parser(GlobalSection section) {
    RuleScope scope = new RuleScope(section.loading().rules(), "global", false, false);
    return new RuleParser(scope, Place.CONFIGURATION);
  }

  private static void store(GlobalSection section, VariableName name, Sample value) {
    section.loading().rules().processVariables().set(name, value);
  }
}
