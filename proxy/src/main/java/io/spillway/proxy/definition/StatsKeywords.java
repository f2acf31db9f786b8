package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.rules.Condition;
import io.spillway.rules.Place;
import io.spillway.rules.Rule;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RulesetKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code stats}: a proxy's page of statistics (configuration manual, chapter 4.2). */
public final class StatsKeywords {
  /** Whether there is such a page; any line about it turns it on. */
  public static final Setting<Boolean> ENABLED = Setting.inherited("stats enable", false);

  /** What the page's URIs begin with. */
  public static final Setting<String> URI = Setting.inherited("stats uri", "/haproxy?stats");

  /** {@code user:password} of those who may see it; empty for everybody. */
  public static final Setting<List<String>> CREDENTIALS =
      Setting.inherited("stats auth", List.of());

  /** What browsers call the page when they ask for a password. */
  public static final Setting<String> REALM =
      Setting.inherited("stats realm", "HAProxy Statistics");

  /** What decides before the credentials do: {@code stats http-request}. */
  public static final Setting<List<Rule>> RULES =
      Setting.inherited("stats http-request", List.of());

  /** When actions are allowed: where one of the conditions holds. */
  public static final Setting<List<Condition>> ADMIN = Setting.inherited("stats admin", List.of());

  /** After how long a browser loads the page again; zero for never. */
  public static final Setting<Duration> REFRESH = Setting.inherited("stats refresh", Duration.ZERO);

  /** Whether the program's version is left out. */
  public static final Setting<Boolean> HIDES_VERSION =
      Setting.inherited("stats hide-version", false);

  /** The names of the proxies that are shown, {@code .} for the page's own; empty for all. */
  public static final Setting<List<String>> SCOPES = Setting.inherited("stats scope", List.of());

  /** A text below the title; empty for none, present and empty for the global section's. */
  public static final Setting<Optional<String>> DESCRIPTION =
      Setting.inherited("stats show-desc", Optional.empty());

  /** Whether addresses, cookies and the like are shown. */
  public static final Setting<Boolean> SHOWS_LEGENDS =
      Setting.inherited("stats show-legends", false);

  /** The node's name; empty for none, present and empty for the global section's. */
  public static final Setting<Optional<String>> NODE =
      Setting.inherited("stats show-node", Optional.empty());

  private StatsKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        works("enable", (section, arguments) -> {}),
        works("uri", StatsKeywords::readUri),
        works("auth", StatsKeywords::readAuth),
        works("realm", StatsKeywords::readRealm),
        works("admin", StatsKeywords::readAdmin),
        works("refresh", StatsKeywords::readRefresh),
        works("scope", StatsKeywords::readScope),
        works("hide-version", (section, arguments) -> section.set(HIDES_VERSION, true, arguments)),
        works("show-legends", (section, arguments) -> section.set(SHOWS_LEGENDS, true, arguments)),
        works("show-node", (section, arguments) -> readNode(section, arguments)),
        Keyword.accepted(
            "stats show-modules",
            "no module has columns of its own",
            (section, arguments) -> section.set(ENABLED, true, arguments)),
        works("show-desc", StatsKeywords::readDescription),
        works("http-request", StatsKeywords::readRule));
  }

  private static Keyword<ProxySection> works(String word, Keyword.Handler<ProxySection> handler) {
    return Keyword.works(
        "stats " + word,
        (section, arguments) -> {
          handler.read(section, arguments);
          section.set(ENABLED, true, arguments);
        });
  }

  private static void readUri(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'uri' needs an URI prefix.");
    }
    section.set(URI, arguments.text("an URI prefix"), arguments);
  }

  private static void readAuth(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'auth' needs a user:password account.");
    }
    String account = arguments.text("user:password");
    section.append(CREDENTIALS, account, arguments);
  }

  private static void readRealm(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'realm' needs an realm name.");
    }
    section.set(REALM, arguments.text("a realm"), arguments);
  }

  private static void readAdmin(ProxySection section, Arguments arguments) {
    if (section.isDefaults()) {
      throw arguments.error("'stats admin' not allowed in 'defaults' section.");
    }
    Condition condition = condition("stats admin", section, arguments);
    section.append(ADMIN, condition, arguments);
  }

  /** Reads a condition that must be there. */
  static Condition condition(String keyword, ProxySection section, Arguments arguments) {
    Condition condition =
        new RuleParser(section.rules(), Place.FRONTEND_HTTP_REQUEST, Place.BACKEND_HTTP_REQUEST)
            .condition(arguments);
    if (condition == null) {
      throw arguments.error(
          "'" + keyword + "' requires either 'if' or 'unless' followed by a condition.");
    }
    return condition;
  }

  private static void readRefresh(ProxySection section, Arguments arguments) {
    section.set(REFRESH, arguments.time(TimeUnit.SECONDS), arguments);
  }

  private static void readScope(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'scope' needs a proxy name.");
    }
    String scope = arguments.text("a proxy name");
    section.append(SCOPES, scope, arguments);
  }

  private static String joinedRest(Arguments arguments) {
    return arguments.rest().stream().map(Word::text).collect(Collectors.joining(" "));
  }

  private static void readNode(ProxySection section, Arguments arguments) {
    section.set(NODE, Optional.of(joinedRest(arguments)), arguments);
  }

  private static void readDescription(ProxySection section, Arguments arguments) {
    section.set(DESCRIPTION, Optional.of(joinedRest(arguments)), arguments);
  }

  private static void readRule(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("stats http-request", arguments);
    String action = arguments.peek();
    if (!List.of("allow", "deny", "auth").contains(action)) {
      throw arguments.error(
          "'stats http-request' expects 'allow', 'deny' or 'auth' (got '" + action + "').");
    }
    Rule rule = RuleParser.rule(RulesetKind.HTTP_REQUEST, section.rules(), arguments);
    section.append(RULES, rule, arguments);
  }
}
