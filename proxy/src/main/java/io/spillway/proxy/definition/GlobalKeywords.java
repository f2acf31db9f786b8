package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.proxy.log.LogTargetDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the {@code global} section says about the process (configuration manual, chapter 3). What
 * tunes the data path stands in {@link Tuning}.
 */
public final class GlobalKeywords {
  /** The most connections of clients at once; 0 for what the limit of descriptors allows. */
  public static final Setting<Integer> MAX_CONNECTIONS = Setting.own("maxconn", 0);

  /** The most new connections a second; 0 for no limit. */
  public static final Setting<Integer> MAX_CONNECTION_RATE = Setting.own("maxconnrate", 0);

  /** The most new sessions a second; 0 for no limit. */
  public static final Setting<Integer> MAX_SESSION_RATE = Setting.own("maxsessrate", 0);

  /** The most event loops, however many are asked for; 0 for no limit. */
  public static final Setting<Integer> THREAD_LIMIT = Setting.own("thread-hard-limit", 0);

  /** How many event loops there are; 0 for one a processor. */
  public static final Setting<Integer> THREADS = Setting.own("nbthread", 0);

  /** The user to become, by name; empty to stay. */
  public static final Setting<String> USER = Setting.own("user", "");

  /** The group to become, by name; empty to stay. */
  public static final Setting<String> GROUP = Setting.own("group", "");

  /** The user to become, by number; 0 to stay. */
  public static final Setting<Integer> UID = Setting.own("uid", 0);

  /** The group to become, by number; 0 to stay. */
  public static final Setting<Integer> GID = Setting.own("gid", 0);

  /** The directory to make the root; empty to leave it. */
  public static final Setting<String> CHROOT = Setting.own("chroot", "");

  /** Whether the process goes to the background. */
  public static final Setting<Boolean> DAEMON = Setting.own("daemon", false);

  /** Whether a master watches over the process. */
  public static final Setting<Boolean> MASTER_WORKER = Setting.own("master-worker", false);

  /** Whether a master goes on with its other workers when the current one fails. */
  public static final Setting<Boolean> NO_EXIT_ON_FAILURE =
      Setting.own("master-worker no-exit-on-failure", false);

  /** Where to write the process's id; empty for nowhere. */
  public static final Setting<String> PID_FILE = Setting.own("pidfile", "");

  /** After how long a soft stop becomes a hard one; zero for never. */
  public static final Setting<Duration> HARD_STOP_AFTER =
      Setting.own("hard-stop-after", Duration.ZERO);

  /** After what time a warning tells that an event loop stands still; zero for never. */
  public static final Setting<Duration> BLOCKED_TRAFFIC_WARNING =
      Setting.own("warn-blocked-traffic-after", Duration.ZERO);

  /** The limit for open descriptors; 0 to leave it. */
  public static final Setting<Integer> DESCRIPTOR_LIMIT = Setting.own("ulimit-n", 0);

  /** The most descriptors to open where neither a limit nor {@code maxconn} is set; 0 for all. */
  public static final Setting<Integer> DESCRIPTOR_BOUND = Setting.own("fd-hard-limit", 0);

  /** By how much of the interval checks are spread, in percent: 0 to 50. */
  public static final Setting<Integer> SPREAD_CHECKS = Setting.own("spread-checks", 0);

  /** Over how long first checks are spread at most; zero for no limit. */
  public static final Setting<Duration> MAX_SPREAD_CHECKS =
      Setting.own("max-spread-checks", Duration.ZERO);

  /** The machine's name on the page of statistics; empty for the system's. */
  public static final Setting<String> NODE = Setting.own("node", "");

  /** What the machine is for, for people. */
  public static final Setting<String> DESCRIPTION = Setting.own("description", "");

  /** Whether a warning makes the configuration unusable. */
  public static final Setting<Boolean> ZERO_WARNING = Setting.own("zero-warning", false);

  /** Where the process's own lines go, and those of proxies with {@code log global}. */
  public static final Setting<List<LogTargetDefinition>> LOG = Setting.own("log", List.of());

  /** What this process is called among peers; empty for the host's name. */
  public static final Setting<String> LOCAL_PEER = Setting.own("localpeer", "");

  /** The name of the program in the lines. */
  public static final Setting<String> LOG_TAG = Setting.own("log-tag", "haproxy");

  /**
   * The host name in lines without a framing of their own; empty for none, present and empty for
   * the system's.
   */
  public static final Setting<Optional<String>> LOG_SEND_HOSTNAME =
      Setting.own("log-send-hostname", Optional.empty());

  /** Where the runtime API listens. */
  public static final Setting<List<StatsSocketDefinition>> STATS_SOCKETS =
      Setting.own("stats socket", List.of());

  /** How long a connection of the runtime API may be silent. */
  public static final Setting<Duration> STATS_TIMEOUT =
      Setting.own("stats timeout", Duration.ofSeconds(10));

  /** The most connections of the runtime API at once. */
  public static final Setting<Integer> STATS_MAX_CONNECTIONS = Setting.own("stats maxconn", 10);

  private static final int MAX_THREADS = 1024;
  private static final int MOST_BLOCKED_MILLIS = 1000;
  private static final int MAX_SPREAD = 50;

  private GlobalKeywords() {}

  /** How many event loops there are on a machine with {@code processors}. */
  public static int threads(Settings global, int processors) {
    int wanted = global.get(THREADS);
    int limit = global.get(THREAD_LIMIT);
    int threads = wanted > 0 ? wanted : processors;
    return limit > 0 ? Math.min(threads, limit) : threads;
  }

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        number(MAX_CONNECTIONS, 0, Integer.MAX_VALUE),
        number(MAX_CONNECTION_RATE, 0, Integer.MAX_VALUE),
        number(MAX_SESSION_RATE, 0, Integer.MAX_VALUE),
        number(THREADS, 1, MAX_THREADS),
        number(THREAD_LIMIT, 1, Integer.MAX_VALUE),
        text(USER, "a user name"),
        text(GROUP, "a group name"),
        number(UID, 0, Integer.MAX_VALUE),
        number(GID, 0, Integer.MAX_VALUE),
        text(CHROOT, "a directory as an argument"),
        flag(DAEMON),
        Keyword.works("master-worker", GlobalKeywords::readMasterWorker),
        text(PID_FILE, "a file name as an argument"),
        Keyword.works(
            "hard-stop-after",
            (section, arguments) -> readTime(HARD_STOP_AFTER, section, arguments)),
        Keyword.works("warn-blocked-traffic-after", GlobalKeywords::readBlockedTrafficWarning),
        number(DESCRIPTOR_LIMIT, 0, Integer.MAX_VALUE),
        number(DESCRIPTOR_BOUND, 0, Integer.MAX_VALUE),
        number(SPREAD_CHECKS, 0, MAX_SPREAD),
        Keyword.works(
            "max-spread-checks",
            (section, arguments) -> readTime(MAX_SPREAD_CHECKS, section, arguments)),
        text(NODE, "a name"),
        text(LOCAL_PEER, "a name"),
        Keyword.works("description", GlobalKeywords::readDescription),
        flag(ZERO_WARNING),
        Keyword.works("log", GlobalKeywords::readLog),
        text(LOG_TAG, "a tag for use in syslog"),
        Keyword.works("log-send-hostname", GlobalKeywords::readHostName),
        Keyword.works("stats socket", GlobalKeywords::readStatsSocket),
        Keyword.works("stats timeout", GlobalKeywords::readStatsTimeout),
        Keyword.works("stats maxconn", GlobalKeywords::readStatsMaximum));
  }

  private static Keyword<GlobalSection> number(Setting<Integer> setting, int min, int max) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          if (!arguments.hasNext()) {
            throw arguments.error("'" + setting.name() + "' expects an integer argument.");
          }
          int value = arguments.integer("an integer argument", min, max);
          arguments.end();
          section.set(setting, value, arguments);
        });
  }

  private static Keyword<GlobalSection> text(Setting<String> setting, String expected) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          String value = arguments.word(expected).unicode();
          arguments.end();
          section.set(setting, value, arguments);
        });
  }

  private static Keyword<GlobalSection> flag(Setting<Boolean> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          arguments.end();
          section.set(setting, true, arguments);
        });
  }

  private static void readBlockedTrafficWarning(GlobalSection section, Arguments arguments) {
    Duration time = arguments.time(MILLISECONDS);
    arguments.end();
    if (time.toMillis() < 1 || time.toMillis() > MOST_BLOCKED_MILLIS) {
      throw arguments.error("'warn-blocked-traffic-after' is out of range (expected: 1ms to 1s).");
    }
    section.set(BLOCKED_TRAFFIC_WARNING, time, arguments);
  }

  private static void readTime(
      Setting<Duration> setting, GlobalSection section, Arguments arguments) {
    Duration time = arguments.time(MILLISECONDS);
    arguments.end();
    section.set(setting, time, arguments);
  }

  private static void readMasterWorker(GlobalSection section, Arguments arguments) {
    if (arguments.hasNext()) {
      Word word = arguments.word("'no-exit-on-failure'");
      if (!word.text().equals("no-exit-on-failure")) {
        throw arguments.error(
            word, "'master-worker' only supports 'no-exit-on-failure' option, not '" + word + "'.");
      }
      arguments.end();
      section.set(NO_EXIT_ON_FAILURE, true, arguments);
    }
    section.set(MASTER_WORKER, true, arguments);
  }

  private static void readDescription(GlobalSection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'description' expects a string argument.");
    }
    String text = arguments.rest().stream().map(Word::text).collect(Collectors.joining(" "));
    section.set(DESCRIPTION, text, arguments);
  }

  private static void readLog(GlobalSection section, Arguments arguments) {
    if (arguments.polarity() != Arguments.Polarity.SET) {
      arguments.end();
      section.clear(LOG);
      return;
    }
    if (arguments.peek().equals("global")) {
      throw arguments.error("log : 'global' is not supported for a global syslog server");
    }
    if (!arguments.hasNext()) {
      throw arguments.error("log : expects <address> and <facility> as arguments");
    }
    LogTargetDefinition target = LogLines.read(section.loading(), arguments);
    section.append(LOG, target, arguments);
  }

  private static void readHostName(GlobalSection section, Arguments arguments) {
    String name = arguments.hasNext() ? arguments.text("a host name") : "";
    arguments.end();
    section.set(LOG_SEND_HOSTNAME, Optional.of(name), arguments);
  }

  private static void readStatsSocket(GlobalSection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error(
          "'stats socket' in global section expects an address or a path to a UNIX socket");
    }
    Word address = arguments.word("an address");
    List<Endpoint> endpoints = Addresses.listeners(address, section.loading().names(), arguments);
    BindLine line =
        new BindLine("stats socket " + address, List.of(), new Settings.Builder("global"));
    BindKeywords.table().readAll(line, arguments);
    StatsSocketDefinition socket =
        new StatsSocketDefinition(endpoints, line.settings().build(), arguments.position());
    section.append(STATS_SOCKETS, socket, arguments);
  }

  private static void readStatsTimeout(GlobalSection section, Arguments arguments) {
    Duration time = arguments.time(MILLISECONDS);
    if (time.isZero()) {
      throw arguments.error("'stats timeout' expects a positive value");
    }
    section.set(STATS_TIMEOUT, time, arguments);
  }

  private static void readStatsMaximum(GlobalSection section, Arguments arguments) {
    int limit = arguments.integer("a positive value", Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (limit <= 0) {
      throw arguments.error("'stats maxconn' expects a positive value");
    }
    section.set(STATS_MAX_CONNECTIONS, limit, arguments);
  }
}
