package io.spillway.ops.alert.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import io.spillway.facility.definition.MaintenanceReader;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.ops.alert.AlertPolicy;
import io.spillway.ops.alert.Match;
import io.spillway.ops.alert.channel.Channel;
import io.spillway.ops.alert.channel.ChannelReader;
import io.spillway.ops.alert.channel.Channels;
import io.spillway.ops.event.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an {@code alerts} section. Confined to the reading thread. */
final class AlertsReader {
  static final KeywordTable<AlertsReader> TABLE = table();

  private static final Duration LONGEST = Duration.ofDays(7);
  private static final int MOST_CHANNELS = 100;
  private static final List<String> MATCH_WORDS =
      List.of("proxy", "server", "facility", "process", "kind", "severity");
  private static final int MOST_KEPT = 1_000_000;

  private final ChannelReader.Sources sources;
  private final SortedMap<String, ChannelReader> kinds = Channels.readers();
  private final SequencedMap<String, Channel> channels = new LinkedHashMap<>();
  private final List<AlertPolicy.Rule> rules = new ArrayList<>();
  private final List<AlertPolicy.Route> routes = new ArrayList<>();
  private final List<Word> routedTo = new ArrayList<>();
  private final List<AlertPolicy.Window> windows = new ArrayList<>();
  private final List<AlertPolicy.QuietHours> quietHours = new ArrayList<>();
  private @Nullable String stateDirectory;
  private @Nullable String historyFile;
  private @Nullable String instance;
  private int historyLimit = 2000;
  private int queueLimit = 1000;
  private Duration failureFor = Duration.ZERO;
  private Duration recoveryFor = Duration.ZERO;
  private Duration groupWait = Duration.ofSeconds(10);
  private Duration groupInterval = Duration.ofMinutes(1);
  private Duration repeat = Duration.ofHours(4);
  private int flapChanges = 6;
  private Duration flapTime = Duration.ofMinutes(10);

  AlertsReader(ChannelReader.Sources sources) {
    this.sources = sources;
  }

  private static KeywordTable<AlertsReader> table() {
    KeywordTable<AlertsReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'alerts' section");
    table.add(Keyword.works("channel", AlertsReader::channel));
    table.add(Keyword.works("route", AlertsReader::route));
    table.add(Keyword.works("rule", AlertsReader::rule));
    table.add(Keyword.works("maintenance", AlertsReader::maintenance));
    table.add(Keyword.works("quiet-hours", AlertsReader::quietHours));
    table.add(Keyword.works("flap-detection", AlertsReader::flapDetection));
    table.add(Keyword.works("failure-for", (reader, words) -> reader.failureFor = time(words)));
    table.add(Keyword.works("recovery-for", (reader, words) -> reader.recoveryFor = time(words)));
    table.add(Keyword.works("group-wait", (reader, words) -> reader.groupWait = time(words)));
    table.add(
        Keyword.works("group-interval", (reader, words) -> reader.groupInterval = time(words)));
    table.add(Keyword.works("repeat", (reader, words) -> reader.repeat = time(words)));
    table.add(
        Keyword.works(
            "state-directory",
            (reader, words) -> reader.stateDirectory = name(words, "a directory")));
    table.add(
        Keyword.works(
            "history-file", (reader, words) -> reader.historyFile = name(words, "a file name")));
    table.add(
        Keyword.works("instance", (reader, words) -> reader.instance = name(words, "a name")));
    table.add(
        Keyword.works(
            "history-limit",
            (reader, words) -> {
              reader.historyLimit = words.integer("a number of events", 10, MOST_KEPT);
              words.end();
            }));
    table.add(
        Keyword.works(
            "queue-limit",
            (reader, words) -> {
              reader.queueLimit = words.integer("a number of notifications", 1, MOST_KEPT);
              words.end();
            }));
    return table;
  }

  AlertsDefinition read(Section section, Diagnostics diagnostics) {
    KeywordTable.guarded(
        diagnostics,
        () ->
            new Arguments(
                    new Directive(section.header()),
                    1,
                    section.kind(),
                    Arguments.Polarity.SET,
                    diagnostics)
                .end());
    section.directives().forEach(directive -> TABLE.read(this, directive, diagnostics));
    for (Word name : routedTo) {
      for (String one : name.text().split(",", -1)) {
        if (!channels.containsKey(one)) {
          diagnostics.alert(
              name.position(),
              "'route to' names the channel '"
                  + one
                  + "', which is not defined (expected: a line 'channel "
                  + one
                  + " <kind> ...').");
        }
      }
    }
    if (channels.isEmpty() && !diagnostics.failed()) {
      diagnostics.warning(
          section.position(),
          "the 'alerts' section has no 'channel': events are kept, and nobody is told.");
    }
    if (routes.isEmpty() && !channels.isEmpty()) {
      routes.add(
          new AlertPolicy.Route(
              Match.of(Severity.WARNING),
              List.copyOf(channels.keySet()),
              AlertPolicy.GroupBy.NONE,
              false));
    }
    return new AlertsDefinition(
        stateDirectory,
        historyFile,
        historyLimit,
        queueLimit,
        instance,
        new AlertPolicy(
            failureFor,
            recoveryFor,
            groupWait,
            groupInterval,
            repeat,
            flapChanges,
            flapTime,
            rules,
            routes,
            windows,
            quietHours),
        channels);
  }

  private static Duration time(Arguments arguments) {
    Duration time = timeOf(arguments);
    arguments.end();
    return time;
  }

  private static Duration timeOf(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.SECONDS);
    if (time.compareTo(LONGEST) > 0) {
      throw arguments.error("'" + arguments.keyword() + "' is out of range (expected: 0 to 7d).");
    }
    return time;
  }

  private static String name(Arguments arguments, String expected) {
    String name = arguments.word(expected).unicode();
    arguments.end();
    return name;
  }

  private void channel(Arguments arguments) {
    Word name = arguments.word("a name");
    if (!name.text().matches("[A-Za-z0-9_.-]{1,64}") || name.text().startsWith(".")) {
      throw arguments.error(
          name,
          "'channel': '"
              + name
              + "' is no name (expected: at most 64 letters, digits, '-', '_' and '.').");
    }
    Word kind = arguments.word("a kind: " + String.join(", ", kinds.keySet()));
    ChannelReader reader = kinds.get(kind.text());
    if (reader == null) {
      throw arguments.error(
          kind,
          "'channel': there is no kind '"
              + kind
              + "' (expected one of: "
              + String.join(", ", kinds.keySet())
              + ").");
    }
    if (channels.containsKey(name.text())) {
      throw arguments.error(name, "'channel': '" + name + "' is defined twice.");
    }
    if (channels.size() == MOST_CHANNELS) {
      throw arguments.error("there are more than " + MOST_CHANNELS + " channels.");
    }
    channels.put(name.text(), reader.read(arguments, sources));
    arguments.end();
  }

  private void route(Arguments arguments) {
    MatchReader match = new MatchReader();
    Word to = null;
    boolean isContinued = false;
    AlertPolicy.GroupBy groupBy = AlertPolicy.GroupBy.NONE;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "to" -> to = arguments.word("names of channels with commas between them");
        case "continue" -> isContinued = true;
        case "group-by" -> groupBy = groupBy(arguments);
        default -> {
          if (!match.take(word, arguments)) {
            throw arguments.error(
                word,
                "'route' does not know '"
                    + word
                    + "' (expected: 'to', 'group-by', 'continue', "
                    + MatchReader.WORDS
                    + ").");
          }
        }
      }
    }
    if (to == null) {
      throw arguments.error("'route' expects 'to' <channel>[,<channel>...].");
    }
    routedTo.add(to);
    routes.add(
        new AlertPolicy.Route(
            match.matchFrom(Severity.WARNING),
            List.of(to.text().split(",", -1)),
            groupBy,
            isContinued));
  }

  private static AlertPolicy.GroupBy groupBy(Arguments arguments) {
    Word word = arguments.word("'none', 'proxy' or 'facility'");
    return switch (word.text()) {
      case "none" -> AlertPolicy.GroupBy.NONE;
      case "proxy" -> AlertPolicy.GroupBy.PROXY;
      case "facility" -> AlertPolicy.GroupBy.FACILITY;
      default ->
          throw arguments.error(
              word, "'group-by' expects 'none', 'proxy' or 'facility', not '" + word + "'.");
    };
  }

  private void rule(Arguments arguments) {
    MatchReader match = new MatchReader();
    boolean isIgnored = false;
    Severity severity = null;
    Duration failure = null;
    Duration recovery = null;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "ignore" -> isIgnored = true;
        case "set-severity" -> severity = MatchReader.severity(arguments);
        case "failure-for" -> failure = timeOf(arguments);
        case "recovery-for" -> recovery = timeOf(arguments);
        default -> {
          if (!match.take(word, arguments)) {
            throw arguments.error(
                word,
                "'rule' does not know '"
                    + word
                    + "' (expected: 'ignore', 'set-severity', 'failure-for', 'recovery-for', "
                    + MatchReader.WORDS
                    + ").");
          }
        }
      }
    }
    if (!isIgnored && severity == null && failure == null && recovery == null) {
      throw arguments.error(
          "'rule' says nothing (expected: 'ignore', 'set-severity', 'failure-for' or"
              + " 'recovery-for').");
    }
    rules.add(new AlertPolicy.Rule(match.match(), isIgnored, severity, failure, recovery));
  }

  private void maintenance(Arguments arguments) {
    Match match = leadingMatch(arguments);
    windows.add(new AlertPolicy.Window(match, schedule(arguments)));
  }

  private void quietHours(Arguments arguments) {
    Match match = leadingMatch(arguments);
    boolean holdsCritical = arguments.accept("hold-critical");
    quietHours.add(new AlertPolicy.QuietHours(match, holdsCritical, schedule(arguments)));
  }

  private static Match leadingMatch(Arguments arguments) {
    MatchReader match = new MatchReader();
    while (MATCH_WORDS.contains(arguments.peek())) {
      match.take(arguments.word("a word"), arguments);
    }
    return match.match();
  }

  private static MaintenanceSchedule schedule(Arguments arguments) {
    return new MaintenanceSchedule(List.of(MaintenanceReader.read(arguments)));
  }

  private void flapDetection(Arguments arguments) {
    if (arguments.accept("off")) {
      flapChanges = 0;
    } else {
      flapChanges = arguments.integer("a number of failures", 2, 100);
      flapTime = timeOf(arguments);
      if (flapTime.isZero()) {
        throw arguments.error("'flap-detection' expects a time above 0.");
      }
    }
    arguments.end();
  }
}
