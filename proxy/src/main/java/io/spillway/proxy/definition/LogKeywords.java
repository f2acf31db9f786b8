package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.PredefinedVariables;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.proxy.log.LogFraming;
import io.spillway.proxy.log.LogStep;
import io.spillway.proxy.log.LogTargetDefinition;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a proxy is logged, how and where to (configuration manual, chapters 4.2 and 8). */
public final class LogKeywords {
  /** Where lines go: the {@code log} lines, {@code log global} resolved. */
  public static final Setting<List<LogTargetDefinition>> TARGETS = Setting.own("log", List.of());

  /** The line of a stream; empty for the one that only says who connected. */
  public static final Setting<Optional<LogFormat>> FORMAT =
      Setting.inherited("log-format", Optional.empty());

  /**
   * What stands for {@link #FORMAT} in mode tcp where an option asks for a line that only HTTP has;
   * its name is the option's.
   */
  static final Setting<Optional<LogFallback>> FALLBACK =
      Setting.inherited("log option", Optional.empty());

  /**
   * A line for proxies that do not speak HTTP.
   *
   * @param option the option that was asked for
   */
  record LogFallback(String option, LogFormat format) {}

  /** The line of a connection that fails before it carries anything; empty for the standard one. */
  public static final Setting<Optional<LogFormat>> ERROR_FORMAT =
      Setting.inherited("error-log-format", Optional.empty());

  /** What lines for RFC 5424 have as their structured data; empty for nothing. */
  public static final Setting<Optional<LogFormat>> STRUCTURED_DATA =
      Setting.inherited("log-format-sd", Optional.empty());

  /** The name of the program in the lines; empty for the process's. */
  public static final Setting<String> TAG = Setting.inherited("log-tag", "");

  /** The steps at which a stream has a line; empty for one line as other options say. */
  public static final Setting<Set<LogStep>> STEPS = Setting.inherited("log-steps", Set.of());

  /** The {@code log} lines as they were written; null stands for {@code log global}. */
  static final Setting<List<Optional<LogTargetDefinition>>> LINES =
      Setting.inherited("log lines", List.of());

  private LogKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("log", LogKeywords::readLog),
        Keyword.works(
            "log-format",
            (section, arguments) -> readFormat(FORMAT, "log-format", section, arguments)),
        Keyword.works(
            "log-format-sd",
            (section, arguments) ->
                readFormat(STRUCTURED_DATA, "log-format-sd", section, arguments)),
        Keyword.works(
            "error-log-format",
            (section, arguments) ->
                readFormat(ERROR_FORMAT, "error-log-format", section, arguments)),
        Keyword.works("log-tag", LogKeywords::readTag),
        Keyword.works("log-steps", LogKeywords::readSteps),
        Keyword.works("option httplog", LogKeywords::readHttpLog),
        Keyword.works("option httpslog", LogKeywords::readHttpsLog),
        Keyword.works("option tcplog", LogKeywords::readTcpLog));
  }

  private static void readLog(ProxySection section, Arguments arguments) {
    if (arguments.polarity() != Arguments.Polarity.SET) {
      arguments.end();
      section.clear(LINES);
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("log : expects <address> and <facility> or global as arguments");
    }
    Optional<LogTargetDefinition> line = Optional.empty();
    if (arguments.accept("global")) {
      arguments.end();
    } else {
      line = Optional.of(LogLines.read(section.loading(), arguments));
    }
    section.append(LINES, line, arguments);
  }

  private static void readFormat(
      Setting<Optional<LogFormat>> setting,
      String keyword,
      ProxySection section,
      Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(keyword + " expects an argument.");
    }
    if (!section.has(Capability.FRONTEND)) {
      warnInBackend(keyword, section, arguments);
      return;
    }
    Word word = arguments.word("a format");
    arguments.end();
    LogFormat format = parser(section).logFormat(LogFormat.Use.LOG, word, arguments);
    section.set(setting, Optional.of(format), arguments);
    if (setting == FORMAT) {
      section.settings().clear(FALLBACK);
    }
  }

  private static RuleParser parser(ProxySection section) {
    return new RuleParser(section.rules(), Place.LOG);
  }

  private static void warnInBackend(String keyword, ProxySection section, Arguments arguments) {
    arguments.rest();
    arguments
        .diagnostics()
        .warning(
            arguments.position(),
            section.described() + " : '" + keyword + "' directive is ignored in backends.");
  }

  private static void readTag(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'log-tag' expects a tag for use in syslog.");
    }
    String tag = arguments.text("a tag");
    section.set(TAG, tag, arguments);
  }

  private static void readSteps(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.FRONTEND, "log-steps", arguments)) {
      return;
    }
    Word word = arguments.word("'all' or a list of steps separated by commas");
    arguments.end();
    if (word.text().equals("all")) {
      section.set(STEPS, LogStep.OF_STREAMS, arguments);
      return;
    }
    EnumSet<LogStep> steps = EnumSet.noneOf(LogStep.class);
    for (String name : word.text().split(",", -1)) {
      LogStep step = LogStep.named(name);
      if (step == null || !LogStep.OF_STREAMS.contains(step)) {
        throw arguments.error(
            word,
            "'log-steps' : unknown step '"
                + name
                + "' (expected: all, or some of "
                + LogStep.OF_STREAMS.stream().map(LogStep::word).collect(Collectors.joining(", "))
                + ").");
      }
      steps.add(step);
    }
    section.set(STEPS, Collections.unmodifiableSet(steps), arguments);
  }

  private static void readHttpLog(ProxySection section, Arguments arguments) {
    String format = PredefinedVariables.HTTP_LOG_FORMAT;
    if (arguments.hasNext()) {
      if (!arguments.accept("clf")) {
        throw arguments.error("keyword 'httplog' only supports option 'clf'.");
      }
      format = PredefinedVariables.HTTP_CLF_LOG_FORMAT;
    }
    readOption(format, "httplog", section, arguments);
  }

  private static void readTcpLog(ProxySection section, Arguments arguments) {
    String format = PredefinedVariables.TCP_LOG_FORMAT;
    if (arguments.accept("clf")) {
      format = PredefinedVariables.TCP_CLF_LOG_FORMAT;
    }
    readOption(format, "tcplog", section, arguments);
  }

  private static void readHttpsLog(ProxySection section, Arguments arguments) {
    section.refuseNegation(arguments);
    if (arguments.hasNext()) {
      arguments
          .diagnostics()
          .warning(
              arguments.position(),
              "'option httpslog' has no arguments; '" + arguments.peek() + "' has no effect.");
      arguments.rest();
    }
    readOption(PredefinedVariables.HTTPS_LOG_FORMAT, "httpslog", section, arguments);
  }

  private static void readOption(
      String format, String option, ProxySection section, Arguments arguments) {
    if (arguments.hasNext()) {
      throw arguments.error(
          "'option " + option + "' cannot handle unexpected argument '" + arguments.peek() + "'.");
    }
    if (!section.has(Capability.FRONTEND)) {
      warnInBackend("option " + option, section, arguments);
      return;
    }
    if (arguments.polarity() != Arguments.Polarity.SET) {
      section.settings().clear(FORMAT);
      section.settings().clear(FALLBACK);
      return;
    }
    section.set(FORMAT, Optional.of(compile(format, section, arguments)), arguments);
    if (option.equals("tcplog")) {
      section.settings().clear(FALLBACK);
    } else {
      LogFormat plain = compile(PredefinedVariables.TCP_LOG_FORMAT, section, arguments);
      section.set(FALLBACK, Optional.of(new LogFallback(option, plain)), arguments);
    }
  }

  private static LogFormat compile(String format, ProxySection section, Arguments arguments) {
    return parser(section)
        .logFormat(LogFormat.Use.LOG, new Word(format, arguments.position()), arguments);
  }

  /** Resolves {@code log global}. To be called once a section, when all files are read. */
  static void finish(ProxySection section, Settings globalSettings) {
    List<LogTargetDefinition> global = globalSettings.get(GlobalKeywords.LOG);
    boolean sendsHostName = globalSettings.get(GlobalKeywords.LOG_SEND_HOSTNAME).isPresent();
    List<LogTargetDefinition> targets = new ArrayList<>();
    for (Optional<LogTargetDefinition> line : section.settings().get(LINES)) {
      line.ifPresentOrElse(targets::add, () -> targets.addAll(global));
    }
    if (!targets.isEmpty()) {
      if (sendsHostName) {
        targets.replaceAll(LogKeywords::withHostName);
      }
      section.copy(LINES, TARGETS, List.copyOf(targets));
    }
  }

  /** The target with the framing that tells the host's name, unless it says one. */
  private static LogTargetDefinition withHostName(LogTargetDefinition target) {
    return target.framing() != null
        ? target
        : new LogTargetDefinition(
            target.address(),
            target.maxLength(),
            LogFraming.RFC3164,
            target.sampling(),
            target.facility(),
            target.maxLevel(),
            target.minLevel(),
            target.profile());
  }
}
