package io.spillway.proxy.log;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.RuleScope;
import io.spillway.rules.StandardRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compiles log formats with the aliases. */
final class Formats {
  private Formats() {}

  static LogFormat compile(String format) {
    RuleRegistry registry = StandardRules.registry();
    registry.addAliases(LogAliases.ALL);
    RuleContext context =
        new RuleContext(
            registry, new RuleContext.Surroundings(() -> 0, Map.of(), "test", Path.of("/"), 1));
    Directive directive =
        new Directive(
            List.of(
                new Word("log-format", SourcePosition.BUILT_IN),
                new Word(format, SourcePosition.BUILT_IN)));
    Arguments arguments =
        new Arguments(directive, 1, "log-format", Arguments.Polarity.SET, new Diagnostics());
    return new RuleParser(new RuleScope(context, "test", true, true), Place.values())
        .logFormat(LogFormat.Use.LOG, arguments);
  }
}
