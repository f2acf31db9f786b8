package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.net.Endpoint;
import io.spillway.proxy.server.HealthPolicy.InitialState;
import io.spillway.proxy.server.HealthPolicy.Observe;
import io.spillway.proxy.server.HealthPolicy.OnError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The words of {@code server} and {@code default-server} lines about a server's health
 * (configuration manual, chapter 5.2).
 */
public final class HealthKeywords {
  /** Whether health checks run. */
  public static final Setting<Boolean> CHECK = Setting.inherited("check", false);

  /** The time between two checks of a server that is well. */
  public static final Setting<Duration> INTERVAL =
      Setting.inherited("inter", Duration.ofSeconds(2));

  /** The time between two checks of a server on its way up or down; zero for {@link #INTERVAL}. */
  public static final Setting<Duration> FAST_INTERVAL =
      Setting.inherited("fastinter", Duration.ZERO);

  /** The time between two checks of a server that is down; zero for {@link #INTERVAL}. */
  public static final Setting<Duration> DOWN_INTERVAL =
      Setting.inherited("downinter", Duration.ZERO);

  /** How many successes in a row bring it up, from 1. */
  public static final Setting<Integer> RISE = Setting.inherited("rise", 2);

  /** How many failures in a row bring it down, from 1. */
  public static final Setting<Integer> FALL = Setting.inherited("fall", 3);

  /** The port that checks connect to; 0 for the server's. */
  public static final Setting<Integer> CHECK_PORT = Setting.inherited("port", 0);

  /** Where checks connect to, where it is not the server's address; a port of 0 for its port. */
  public static final Setting<Optional<Endpoint>> CHECK_ADDRESS =
      Setting.inherited("addr", Optional.empty());

  /** Whose state it takes over: {@code backend/server}, or the empty string for nobody's. */
  public static final Setting<String> TRACK = Setting.inherited("track", "");

  /** How it starts. */
  public static final Setting<InitialState> INITIAL_STATE =
      Setting.inherited("init-state", InitialState.UP);

  /** Which traffic is watched for errors. */
  public static final Setting<Observe> OBSERVE = Setting.inherited("observe", Observe.NOTHING);

  /** How many errors in a row provoke {@link #ON_ERROR}, from 1. */
  public static final Setting<Integer> ERROR_LIMIT = Setting.inherited("error-limit", 10);

  /** What errors in the traffic provoke. */
  public static final Setting<OnError> ON_ERROR = Setting.inherited("on-error", OnError.FAIL_CHECK);

  /** Whether its sessions end when it goes down. */
  public static final Setting<Boolean> SHUTS_SESSIONS_WHEN_DOWN =
      Setting.inherited("on-marked-down", false);

  /** Whether the sessions of backup servers end when it comes up. */
  public static final Setting<Boolean> SHUTS_BACKUP_SESSIONS_WHEN_UP =
      Setting.inherited("on-marked-up", false);

  private static final int MAX_PORT = 65535;

  private HealthKeywords() {}

  static List<Keyword<ServerLine>> keywords() {
    return List.of(
        ServerKeywords.flag("check", CHECK, true),
        ServerKeywords.flag("no-check", CHECK, false),
        ServerKeywords.delay(INTERVAL, false),
        ServerKeywords.delay(FAST_INTERVAL, false),
        ServerKeywords.delay(DOWN_INTERVAL, false),
        positive(RISE),
        positive(FALL),
        Keyword.works(
            "port",
            (line, arguments) ->
                line.set(CHECK_PORT, arguments.integer("a port number", 0, MAX_PORT), arguments)),
        Keyword.works("addr", HealthKeywords::readAddress),
        Keyword.works(
            "track",
            (line, arguments) ->
                line.set(TRACK, arguments.text("[<proxy>/]<server> as argument"), arguments)),
        Keyword.works("init-state", HealthKeywords::readInitialState),
        Keyword.works("observe", HealthKeywords::readObserve),
        positive(ERROR_LIMIT),
        Keyword.works("on-error", HealthKeywords::readOnError),
        only("on-marked-down", "shutdown-sessions", SHUTS_SESSIONS_WHEN_DOWN),
        only("on-marked-up", "shutdown-backup-sessions", SHUTS_BACKUP_SESSIONS_WHEN_UP));
  }

  private static Keyword<ServerLine> positive(Setting<Integer> setting) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          int value =
              arguments.integer("an integer argument", Integer.MIN_VALUE, Integer.MAX_VALUE);
          if (value <= 0) {
            throw arguments.error(
                "'" + line.described() + "' : '" + setting.name() + "' has to be > 0.");
          }
          line.set(setting, value, arguments);
        });
  }

  private static Keyword<ServerLine> only(String name, String value, Setting<Boolean> setting) {
    return Keyword.works(
        name,
        (line, arguments) -> {
          Word word = arguments.word("'" + value + "'");
          if (!word.text().equals(value)) {
            throw expected(line, name, "'" + value + "'", word, arguments);
          }
          line.set(setting, true, arguments);
        });
  }

  private static void readAddress(ServerLine line, Arguments arguments) {
    Word word = arguments.word("<addr> as argument");
    Endpoint endpoint = Addresses.check(word, line.section().loading().names(), arguments);
    line.set(CHECK_ADDRESS, Optional.of(endpoint), arguments);
  }

  private static void readInitialState(ServerLine line, Arguments arguments) {
    Word word = arguments.word("an initial state");
    InitialState state =
        switch (word.text()) {
          case "up" -> InitialState.UP;
          case "fully-up" -> InitialState.FULLY_UP;
          case "down" -> InitialState.DOWN;
          case "fully-down" -> InitialState.FULLY_DOWN;
          default ->
              throw expected(
                  line,
                  "init-state",
                  "one of 'fully-up', 'up', 'down', or 'fully-down'",
                  word,
                  arguments);
        };
    line.set(INITIAL_STATE, state, arguments);
  }

  private static void readObserve(ServerLine line, Arguments arguments) {
    Word word = arguments.word("a kind of traffic");
    Observe observe =
        switch (word.text()) {
          case "none" -> Observe.NOTHING;
          case "layer4" -> Observe.LAYER4;
          case "layer7" -> Observe.LAYER7;
          default ->
              throw expected(line, "observe", "one of 'none', 'layer4', 'layer7'", word, arguments);
        };
    line.set(OBSERVE, observe, arguments);
  }

  private static void readOnError(ServerLine line, Arguments arguments) {
    Word word = arguments.word("a reaction");
    OnError reaction =
        switch (word.text()) {
          case "fastinter" -> OnError.FAST_INTERVAL;
          case "fail-check" -> OnError.FAIL_CHECK;
          case "sudden-death" -> OnError.SUDDEN_DEATH;
          case "mark-down" -> OnError.MARK_DOWN;
          default ->
              throw expected(
                  line,
                  "on-error",
                  "one of 'fastinter', 'fail-check', 'sudden-death' or 'mark-down'",
                  word,
                  arguments);
        };
    line.set(ON_ERROR, reaction, arguments);
  }

  private static DirectiveException expected(
      ServerLine line, String keyword, String expected, Word word, Arguments arguments) {
    return arguments.error(
        word,
        "'"
            + line.described()
            + "' : '"
            + keyword
            + "' expects "
            + expected
            + " but got '"
            + word
            + "'.");
  }
}
