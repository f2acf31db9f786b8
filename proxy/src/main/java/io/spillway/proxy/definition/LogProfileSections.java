package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Directive;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogProfiles;
import io.spillway.proxy.log.LogStep;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleScope;

/** Reads {@code log-profile} sections (configuration manual, chapter "Log profiles"). Stateless. */
final class LogProfileSections {
  private static final String ANY = "any";

  /** Connections of QUIC, which there are none of. */
  private static final String QUIC = "quic-init";

  private LogProfileSections() {}

  /** Reads one section. */
  static void readSection(Section section, Loading loading) {
    if (section.header().size() != 2) {
      loading.diagnostics().alert(section.position(), "'log-profile' expects <name> as argument.");
      return;
    }
    String name = section.header().get(1).text();
    LogProfile profile = LogProfiles.of(loading.rules()).declare(name);
    if (profile == null) {
      loading
          .diagnostics()
          .alert(section.position(), "a log-profile section '" + name + "' exists already.");
      return;
    }
    // The formats may name anything that those of a proxy may.
    RuleParser parser = new RuleParser(new RuleScope(loading.rules(), name, true, true), Place.LOG);
    for (Directive directive : section.directives()) {
      Arguments arguments = Arguments.of(directive, loading.diagnostics());
      KeywordTable.guarded(loading.diagnostics(), () -> readLine(profile, parser, arguments));
    }
  }

  private static void readLine(LogProfile profile, RuleParser parser, Arguments arguments) {
    Word keyword = arguments.word("a keyword");
    switch (keyword.text()) {
      case "log-tag" -> {
        profile.tag(arguments.text("a tag for use in syslog"));
        arguments.end();
      }
      case "on" -> readStep(profile, parser, arguments);
      default ->
          throw arguments.error(
              keyword, "unknown keyword '" + keyword + "' in 'log-profile' section.");
    }
  }

  private static void readStep(LogProfile profile, RuleParser parser, Arguments arguments) {
    Word word = arguments.word("a step");
    LogStep step = LogStep.named(word.text());
    if (step == null && !word.text().equals(ANY) && !word.text().equals(QUIC)) {
      throw arguments.error(word, "'on' : unknown step '" + word + "'.");
    }
    boolean isDropped = false;
    LogFormat format = null;
    LogFormat structuredData = null;
    if (!arguments.hasNext()) {
      throw arguments.error("'on' expects 'drop', 'format' <format> or 'sd' <format>.");
    }
    while (arguments.hasNext()) {
      Word option = arguments.word("an option");
      switch (option.text()) {
        case "drop" -> isDropped = true;
        case "format" -> format = parser.logFormat(LogFormat.Use.LOG, arguments);
        case "sd" -> structuredData = parser.logFormat(LogFormat.Use.LOG, arguments);
        default ->
            throw arguments.error(
                option, "'on' expects 'drop', 'format' or 'sd', not '" + option + "'.");
      }
    }
    LogProfile.Line line = new LogProfile.Line(isDropped, format, structuredData);
    if (step != null) {
      profile.on(step, line);
    } else if (word.text().equals(ANY)) {
      profile.onOthers(line);
    } else {
      arguments
          .diagnostics()
          .warning(arguments.position(), "'on " + QUIC + "' has no effect: there is no QUIC here.");
    }
  }
}
