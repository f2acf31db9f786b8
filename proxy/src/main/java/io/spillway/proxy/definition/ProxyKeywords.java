package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.HeaderNamePolicy;
import io.spillway.proxy.ReuseMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Keywords of proxies that belong to no family (configuration manual, chapter 4.2). */
public final class ProxyKeywords {
  /** Where streams go that no rule sends elsewhere; empty for nowhere. */
  public static final Setting<String> DEFAULT_BACKEND = Setting.inherited("default_backend", "");

  /** Whether the proxy is left out. */
  public static final Setting<Boolean> DISABLED = Setting.inherited("disabled", false);

  /** The proxy's id, from 1; 0 for its number. */
  public static final Setting<Integer> ID = Setting.own("id", 0);

  /** What the proxy is for, for people. */
  public static final Setting<String> DESCRIPTION = Setting.own("description", "");

  /** Which idle server connections a request may use. */
  public static final Setting<ReuseMode> HTTP_REUSE =
      Setting.inherited("http-reuse", ReuseMode.SAFE);

  /** Where connections to servers come from. */
  public static final Setting<SourceAddress> SOURCE =
      Setting.inherited("source", SourceAddress.SYSTEM);

  /**
   * TCP keep-alive probes to clients: how many before the client counts as dead; 0 for the
   * system's.
   */
  public static final Setting<Integer> CLIENT_PROBE_COUNT = Setting.inherited("clitcpka-cnt", 0);

  /** TCP keep-alive probes to clients: the silence before the first; zero for the system's. */
  public static final Setting<Duration> CLIENT_PROBE_IDLE =
      Setting.inherited("clitcpka-idle", Duration.ZERO);

  /** TCP keep-alive probes to clients: the time between two; zero for the system's. */
  public static final Setting<Duration> CLIENT_PROBE_INTERVAL =
      Setting.inherited("clitcpka-intvl", Duration.ZERO);

  /**
   * TCP keep-alive probes to servers: how many before the server counts as dead; 0 for the
   * system's.
   */
  public static final Setting<Integer> SERVER_PROBE_COUNT = Setting.inherited("srvtcpka-cnt", 0);

  /** TCP keep-alive probes to servers: the silence before the first; zero for the system's. */
  public static final Setting<Duration> SERVER_PROBE_IDLE =
      Setting.inherited("srvtcpka-idle", Duration.ZERO);

  /** TCP keep-alive probes to servers: the time between two; zero for the system's. */
  public static final Setting<Duration> SERVER_PROBE_INTERVAL =
      Setting.inherited("srvtcpka-intvl", Duration.ZERO);

  /** What becomes of requests with unusual header names. */
  public static final Setting<HeaderNamePolicy> HEADER_NAMES =
      Setting.inherited("option http-restrict-req-hdr-names", HeaderNamePolicy.PRESERVE);

  private ProxyKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("default_backend", ProxyKeywords::readDefaultBackend),
        Keyword.works("disabled", (section, arguments) -> readDisabled(true, section, arguments)),
        Keyword.works("enabled", (section, arguments) -> readDisabled(false, section, arguments)),
        Keyword.works("id", ProxyKeywords::readId),
        Keyword.works("description", ProxyKeywords::readDescription),
        Keyword.works("http-reuse", ProxyKeywords::readReuse),
        Keyword.works("source", ProxyKeywords::readSource),
        Keyword.works(HEADER_NAMES.name(), ProxyKeywords::readHeaderNames),
        Keyword.accepted("guid", "no output of statistics tells it", ProxyKeywords::readGuid),
        Keyword.accepted(
            "max-session-srv-conns",
            "a session keeps no more than one connection to itself",
            ProxyKeywords::readSessionConnections),
        Keyword.accepted(
            "quic-initial", "there is no QUIC here", (section, arguments) -> arguments.rest()),
        probeCount(CLIENT_PROBE_COUNT, Capability.FRONTEND),
        probeTime(CLIENT_PROBE_IDLE, Capability.FRONTEND),
        probeTime(CLIENT_PROBE_INTERVAL, Capability.FRONTEND),
        probeCount(SERVER_PROBE_COUNT, Capability.BACKEND),
        probeTime(SERVER_PROBE_IDLE, Capability.BACKEND),
        probeTime(SERVER_PROBE_INTERVAL, Capability.BACKEND));
  }

  private static void readDefaultBackend(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.FRONTEND, "default_backend", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'default_backend' expects a backend name.");
    }
    String name = arguments.text("a backend name");
    arguments.end();
    section.set(DEFAULT_BACKEND, name, arguments);
  }

  private static void readDisabled(boolean value, ProxySection section, Arguments arguments) {
    arguments.end();
    section.set(DISABLED, value, arguments);
  }

  private static void readId(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("id", arguments);
    if (!arguments.hasNext()) {
      throw arguments.error("'id' expects an integer argument.");
    }
    Word word = arguments.word("an integer argument");
    arguments.end();
    try {
      int id = Integer.parseInt(word.text());
      if (id > 0) {
        section.set(ID, id, arguments);
        return;
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw arguments.error(word, "custom id has to be > 0.");
  }

  private static void readDescription(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("description", arguments);
    if (!arguments.hasNext()) {
      throw arguments.error("'description' expects a string argument.");
    }
    String text = arguments.rest().stream().map(Word::text).collect(Collectors.joining(" "));
    section.set(DESCRIPTION, text, arguments);
  }

  private static void readReuse(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "http-reuse", arguments)) {
      return;
    }
    ReuseMode mode =
        switch (arguments.hasNext() ? arguments.text("a mode") : "") {
          case "never" -> ReuseMode.NEVER;
          case "safe" -> ReuseMode.SAFE;
          case "aggressive" -> ReuseMode.AGGRESSIVE;
          case "always" -> ReuseMode.ALWAYS;
          default ->
              throw arguments.error(
                  "'http-reuse' only supports 'never', 'safe', 'aggressive', 'always'.");
        };
    arguments.end();
    section.set(HTTP_REUSE, mode, arguments);
  }

  private static void readSource(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "source", arguments)) {
      return;
    }
    SourceAddress source = ServerKeywords.source(section.rules(), arguments);
    arguments.end();
    section.set(SOURCE, source, arguments);
  }

  private static void readHeaderNames(ProxySection section, Arguments arguments) {
    section.refuseNegation(arguments);
    String expected =
        "option 'http-restrict-req-hdr-names' expects 'preserve', 'reject' or 'delete' option.";
    if (!arguments.hasNext()) {
      throw arguments.error("missing parameter. " + expected);
    }
    Word word = arguments.word("a policy");
    HeaderNamePolicy policy =
        switch (word.text()) {
          case "preserve" -> HeaderNamePolicy.PRESERVE;
          case "delete" -> HeaderNamePolicy.DELETE;
          case "reject" -> HeaderNamePolicy.REJECT;
          default -> throw arguments.error(word, "invalid parameter '" + word + "'. " + expected);
        };
    arguments.end();
    section.set(HEADER_NAMES, policy, arguments);
  }

  private static void readSessionConnections(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.FRONTEND, "max-session-srv-conns", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'max-session-srv-conns' expects a number. Got no argument");
    }
    arguments.integer("a number", 0, Integer.MAX_VALUE);
    arguments.end();
  }

  private static void readGuid(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("guid", arguments);
    arguments.word("a unique identifier");
    arguments.end();
  }

  private static Keyword<ProxySection> probeCount(Setting<Integer> setting, Capability capability) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          if (!section.lacks(capability, setting.name(), arguments)) {
            int count = arguments.integer("a number of probes", 0, Integer.MAX_VALUE);
            arguments.end();
            section.set(setting, count, arguments);
          }
        });
  }

  private static Keyword<ProxySection> probeTime(Setting<Duration> setting, Capability capability) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          if (!section.lacks(capability, setting.name(), arguments)) {
            Duration time = arguments.time(MILLISECONDS);
            arguments.end();
            section.set(setting, time, arguments);
          }
        });
  }
}
