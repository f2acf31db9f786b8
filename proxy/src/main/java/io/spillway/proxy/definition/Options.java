package io.spillway.proxy.definition;

import static io.spillway.proxy.definition.Capability.BACKEND;
import static io.spillway.proxy.definition.Capability.FRONTEND;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordState;
import io.spillway.config.Setting;
import io.spillway.proxy.ConnectionMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The words of {@code option} that are on or off, as a table of where each is valid (configuration
 * manual, chapter 4.2). Options with arguments stand with what they configure.
 */
public final class Options {
  /** Whether a stream ends when its client closes while it waits. */
  public static final Setting<Boolean> ABORT_ON_CLOSE = flag("abortonclose");

  /** Whether requests are accepted that break the rules of HTTP in some harmless ways. */
  public static final Setting<Boolean> ACCEPT_UNSAFE_REQUESTS =
      flag("accept-unsafe-violations-in-http-request");

  /** Whether responses are accepted that break the rules of HTTP in some harmless ways. */
  public static final Setting<Boolean> ACCEPT_UNSAFE_RESPONSES =
      flag("accept-unsafe-violations-in-http-response");

  /** Whether all backup servers share the load, not only the first usable one. */
  public static final Setting<Boolean> ALL_BACKUPS = flag("allbackups");

  /** Whether TCP keep-alive probes are sent to clients. */
  public static final Setting<Boolean> CLIENT_KEEP_ALIVE_PROBES = flag("clitcpka");

  /** Whether TCP keep-alive probes are sent to servers. */
  public static final Setting<Boolean> SERVER_KEEP_ALIVE_PROBES = flag("srvtcpka");

  /** Whether streams without errors are not logged. */
  public static final Setting<Boolean> DONT_LOG_NORMAL = flag("dontlog-normal");

  /** Whether connections without a byte are not logged. */
  public static final Setting<Boolean> DONT_LOG_NULL = flag("dontlognull");

  /** Whether connections without a request are neither logged nor answered. */
  public static final Setting<Boolean> IGNORE_PROBES = flag("http-ignore-probes");

  /** Whether every piece of a message is sent at once. */
  public static final Setting<Boolean> NO_DELAY = flag("http-no-delay");

  /** Whether servers are told that their connection lives on even where it does not. */
  public static final Setting<Boolean> PRETEND_KEEP_ALIVE = flag("http-pretend-keepalive");

  /** Whether results of checks are logged. */
  public static final Setting<Boolean> LOG_HEALTH_CHECKS = flag("log-health-checks");

  /** Whether streams with errors are logged at level err. */
  public static final Setting<Boolean> LOG_SEPARATE_ERRORS = flag("log-separate-errors");

  /** Whether streams are logged as soon as all that the format shows is known. */
  public static final Setting<Boolean> LOG_AS_SOON_AS_POSSIBLE = flag("logasap");

  /** Whether connections are reset when they are closed. */
  public static final Setting<Boolean> NO_LINGER = flag("nolinger");

  /** Whether statistics show each listening socket by itself. */
  public static final Setting<Boolean> SOCKET_STATISTICS = flag("socket-stats");

  /** Whether a stream goes to its preferred server even when that is down. */
  public static final Setting<Boolean> PERSIST = flag("persist");

  /** Whether a session stays with the server that it holds a connection to. */
  public static final Setting<Boolean> PREFER_LAST_SERVER = flag("prefer-last-server");

  /** Whether requests wait for their body. */
  public static final Setting<Boolean> BUFFER_REQUESTS = flag("http-buffer-request");

  /** Whether only ALPN and {@code proto} make a client's connection one of HTTP/2. */
  public static final Setting<Boolean> DISABLE_HTTP2_UPGRADE = flag("disable-h2-upgrade");

  /** Whether responses to clients of HTTP/1 bear header names as {@code h1-case-adjust} says. */
  public static final Setting<Boolean> ADJUSTS_CASE_FOR_CLIENTS =
      flag("h1-case-adjust-bogus-client");

  /** Whether requests to servers of HTTP/1 bear header names as {@code h1-case-adjust} says. */
  public static final Setting<Boolean> ADJUSTS_CASE_FOR_SERVERS =
      flag("h1-case-adjust-bogus-server");

  /** Whether what is sent to a peer leaves the timeout of what it sends as it is. */
  public static final Setting<Boolean> INDEPENDENT = flag("independent-streams");

  /** Whether requests to a proxy bear their credentials as those for proxies do. */
  public static final Setting<Boolean> PROXY_HEADERS = flag("http-use-proxy-header");

  /** Whether requests to servers lose their trailers. */
  public static final Setting<Boolean> DROP_REQUEST_TRAILERS = flag("http-drop-request-trailers");

  /** Whether responses to clients lose their trailers. */
  public static final Setting<Boolean> DROP_RESPONSE_TRAILERS = flag("http-drop-response-trailers");

  /** Whether responses are refused that set cookies and that a cache might keep. */
  public static final Setting<Boolean> CHECK_CACHE = flag("checkcache");

  /** Whether a soft stop leaves idle connections for one more request. */
  public static final Setting<Boolean> IDLE_CLOSE_ON_RESPONSE = flag("idle-close-on-response");

  /** What becomes of connections after a response. */
  public static final Setting<ConnectionMode> CONNECTION_MODE =
      Setting.inherited("option http-keep-alive", ConnectionMode.KEEP_ALIVE);

  private static final List<Flag> FLAGS =
      List.of(
          works(ABORT_ON_CLOSE, false, FRONTEND, BACKEND),
          works(ACCEPT_UNSAFE_REQUESTS, true, FRONTEND),
          works(ACCEPT_UNSAFE_RESPONSES, true, BACKEND),
          works(ALL_BACKUPS, false, BACKEND),
          works(CLIENT_KEEP_ALIVE_PROBES, false, FRONTEND),
          works(SERVER_KEEP_ALIVE_PROBES, false, BACKEND),
          works(DONT_LOG_NORMAL, false, FRONTEND),
          works(DONT_LOG_NULL, false, FRONTEND),
          works(IGNORE_PROBES, true, FRONTEND),
          works(PRETEND_KEEP_ALIVE, true, BACKEND),
          works(LOG_HEALTH_CHECKS, false, BACKEND),
          works(LOG_SEPARATE_ERRORS, false, FRONTEND),
          works(LOG_AS_SOON_AS_POSSIBLE, false, FRONTEND),
          works(NO_LINGER, false, FRONTEND, BACKEND),
          works(SOCKET_STATISTICS, false, FRONTEND),
          works(PERSIST, false, BACKEND),
          works(PREFER_LAST_SERVER, false, BACKEND),
          works(DISABLE_HTTP2_UPGRADE, true, FRONTEND),
          works(BUFFER_REQUESTS, true, FRONTEND, BACKEND),
          works(ADJUSTS_CASE_FOR_CLIENTS, true, FRONTEND),
          works(ADJUSTS_CASE_FOR_SERVERS, true, BACKEND),
          works(IDLE_CLOSE_ON_RESPONSE, true, FRONTEND),
          works(DROP_REQUEST_TRAILERS, true, BACKEND),
          works(DROP_RESPONSE_TRAILERS, true, FRONTEND),
          works(CHECK_CACHE, false, BACKEND),
          works(INDEPENDENT, false, FRONTEND, BACKEND),
          works(PROXY_HEADERS, true, FRONTEND),
          new Flag(
              NO_DELAY,
              KeywordState.accepted("every piece of a message is sent at once anyway"),
              true,
              EnumSet.of(FRONTEND, BACKEND)),
          accepted("contstats", "bytes are always counted as they pass", FRONTEND),
          accepted(
              "splice-auto",
              "bytes are relayed the same way with it and without it",
              FRONTEND,
              BACKEND),
          accepted(
              "splice-request",
              "bytes are relayed the same way with it and without it",
              FRONTEND,
              BACKEND),
          accepted(
              "splice-response",
              "bytes are relayed the same way with it and without it",
              FRONTEND,
              BACKEND),
          accepted(
              "tcp-smart-accept", "when to acknowledge is left to the system's kernel", FRONTEND),
          accepted(
              "tcp-smart-connect", "when to acknowledge is left to the system's kernel", BACKEND));

  /** An option that is on or off. */
  private record Flag(
      Setting<Boolean> setting, KeywordState state, boolean isHttp, Set<Capability> capabilities)
      implements Keyword.Handler<ProxySection> {
    @Override
    public void read(ProxySection section, Arguments arguments) {
      String word = setting.name().substring("option ".length());
      arguments.end();
      Capability missing = null;
      for (Capability capability : capabilities) {
        if (section.has(capability)) {
          missing = null;
          break;
        }
        missing = capability;
      }
      if (missing != null) {
        section.lacks(missing, word, arguments);
        return;
      }
      switch (arguments.polarity()) {
        case SET -> section.set(setting, true, arguments);
        case NO -> section.set(setting, false, arguments);
        case DEFAULT -> section.settings().clear(setting);
      }
    }
  }

  private Options() {}

  private static Setting<Boolean> flag(String word) {
    return Setting.inherited("option " + word, false);
  }

  private static Flag works(Setting<Boolean> setting, boolean isHttp, Capability... capabilities) {
    return new Flag(setting, KeywordState.WORKS, isHttp, EnumSet.copyOf(List.of(capabilities)));
  }

  private static Flag accepted(String word, String reason, Capability... capabilities) {
    return new Flag(
        flag(word), KeywordState.accepted(reason), false, EnumSet.copyOf(List.of(capabilities)));
  }

  /** The options that only proxies in HTTP mode can have. */
  static List<Setting<Boolean>> httpOnly() {
    return FLAGS.stream().filter(Flag::isHttp).map(Flag::setting).toList();
  }

  static List<Keyword<ProxySection>> keywords() {
    List<Keyword<ProxySection>> keywords = new ArrayList<>();
    for (Flag flag : FLAGS) {
      keywords.add(new Keyword<>(flag.setting().name(), flag.state(), flag));
    }
    keywords.add(Keyword.works("option tcpka", Options::readKeepAliveProbes));
    keywords.add(mode("option http-keep-alive", ConnectionMode.KEEP_ALIVE));
    keywords.add(mode("option http-server-close", ConnectionMode.SERVER_CLOSE));
    keywords.add(mode("option httpclose", ConnectionMode.CLOSE));
    return keywords;
  }

  private static void readKeepAliveProbes(ProxySection section, Arguments arguments) {
    arguments.end();
    for (Setting<Boolean> setting : List.of(CLIENT_KEEP_ALIVE_PROBES, SERVER_KEEP_ALIVE_PROBES)) {
      switch (arguments.polarity()) {
        case SET -> section.set(setting, true, arguments);
        case NO -> section.set(setting, false, arguments);
        case DEFAULT -> section.settings().clear(setting);
      }
    }
  }

  private static Keyword<ProxySection> mode(String name, ConnectionMode mode) {
    return Keyword.works(
        name,
        (section, arguments) -> {
          arguments.end();
          switch (arguments.polarity()) {
            case SET -> section.set(CONNECTION_MODE, mode, arguments);
            case NO -> {
              if (section.settings().get(CONNECTION_MODE) == mode) {
                section.set(CONNECTION_MODE, ConnectionMode.KEEP_ALIVE, arguments);
              }
            }
            case DEFAULT -> section.settings().clear(CONNECTION_MODE);
          }
        });
  }
}
