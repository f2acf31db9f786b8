package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.rules.Rule;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.SwitchingRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The keywords that rules begin with; what follows is the rule language's. */
public final class RuleKeywords {
  /** {@code use_backend}. */
  public static final Setting<List<SwitchingRule>> USE_BACKEND =
      Setting.own("use_backend", List.of());

  /** {@code use-server}. */
  public static final Setting<List<SwitchingRule>> USE_SERVER =
      Setting.own("use-server", List.of());

  /** How long content rules wait for what they look at. */
  public static final Setting<Duration> INSPECT_DELAY =
      Setting.inherited("tcp-request inspect-delay", Duration.ZERO);

  /** How long content rules on responses wait for what they look at. */
  public static final Setting<Duration> RESPONSE_INSPECT_DELAY =
      Setting.inherited("tcp-response inspect-delay", Duration.ZERO);

  /** The request headers that are kept for the log. */
  public static final Setting<List<HeaderCapture>> REQUEST_CAPTURES =
      Setting.own("capture request header", List.of());

  /** The response headers that are kept for the log. */
  public static final Setting<List<HeaderCapture>> RESPONSE_CAPTURES =
      Setting.own("capture response header", List.of());

  /** The longest value of each slot of captures from requests, in bytes. */
  public static final Setting<List<Integer>> REQUEST_CAPTURE_LENGTHS =
      Setting.own("captures of requests", List.of());

  /** The longest value of each slot of captures from responses, in bytes. */
  public static final Setting<List<Integer>> RESPONSE_CAPTURE_LENGTHS =
      Setting.own("captures of responses", List.of());

  private static final Map<RulesetKind, Setting<List<Rule>>> RULES = rulesets();

  private RuleKeywords() {}

  private static Map<RulesetKind, Setting<List<Rule>>> rulesets() {
    Map<RulesetKind, Setting<List<Rule>>> settings = new EnumMap<>(RulesetKind.class);
    for (RulesetKind kind : RulesetKind.values()) {
      settings.put(kind, Setting.inherited(kind.keyword(), List.of()));
    }
    return Collections.unmodifiableMap(settings);
  }

  /** The rules of {@code kind} in their order, those of the named defaults first. */
  public static Setting<List<Rule>> rules(RulesetKind kind) {
    Setting<List<Rule>> setting = RULES.get(kind);
    if (setting == null) {
      throw new IllegalArgumentException("no such ruleset: " + kind);
    }
    return setting;
  }

  static List<Keyword<ProxySection>> keywords() {
    List<Keyword<ProxySection>> keywords = new ArrayList<>();
    keywords.add(
        Keyword.works(
            "acl",
            (section, arguments) -> {
              refuseInAnonymousDefaults("acl", section, arguments);
              RuleParser.acl(section.rules(), arguments);
            }));
    for (RulesetKind kind : RulesetKind.values()) {
      keywords.add(ruleset(kind));
    }
    keywords.add(
        Keyword.works(
            "redirect",
            (section, arguments) -> {
              section.refuseInDefaults("redirect", arguments);
              Rule rule = RuleParser.redirect(section.rules(), arguments);
              add(rules(RulesetKind.HTTP_REQUEST), rule, section, arguments);
              section.enter(RuleStage.REDIRECT, arguments);
            }));
    keywords.add(
        Keyword.works(
            "use_backend",
            (section, arguments) -> {
              section.refuseInDefaults("use_backend", arguments);
              if (!section.lacks(Capability.FRONTEND, "use_backend", arguments)) {
                add(
                    USE_BACKEND,
                    RuleParser.useBackend(section.rules(), arguments),
                    section,
                    arguments);
                section.enter(RuleStage.BACKEND, arguments);
              }
            }));
    keywords.add(
        Keyword.works(
            "use-server",
            (section, arguments) -> {
              section.refuseInDefaults("use-server", arguments);
              if (!section.lacks(Capability.BACKEND, "use-server", arguments)) {
                add(
                    USE_SERVER,
                    RuleParser.useServer(section.rules(), arguments),
                    section,
                    arguments);
                section.enter(RuleStage.SERVER, arguments);
              }
            }));
    keywords.add(Keyword.works("tcp-request inspect-delay", RuleKeywords::readDelay));
    keywords.add(Keyword.works("tcp-response inspect-delay", RuleKeywords::readResponseDelay));
    keywords.add(capture("capture request header", false, REQUEST_CAPTURES));
    keywords.add(capture("capture response header", true, RESPONSE_CAPTURES));
    keywords.add(Keyword.works("declare capture", RuleKeywords::readDeclaration));
    return keywords;
  }

  private static <T> void add(
      Setting<List<T>> setting, T rule, ProxySection section, Arguments arguments) {
    section.append(setting, rule, arguments);
  }

  private static void refuseInAnonymousDefaults(
      String keyword, ProxySection section, Arguments arguments) {
    if (section.isDefaults() && section.name().isEmpty()) {
      throw arguments.error("'" + keyword + "' not allowed in anonymous 'defaults' section.");
    }
  }

  private static Keyword<ProxySection> ruleset(RulesetKind kind) {
    return Keyword.works(
        kind.keyword(),
        (section, arguments) -> {
          refuseInAnonymousDefaults(kind.keyword(), section, arguments);
          if (!section.isDefaults() && kind.places(section.rules()).isEmpty()) {
            throw arguments.error(
                "'"
                    + kind.keyword()
                    + "' not allowed because "
                    + section.described()
                    + " is not a frontend");
          }
          Rule rule = RuleParser.rule(kind, section.rules(), arguments);
          add(rules(kind), rule, section, arguments);
          RuleStage stage = RuleStage.of(kind);
          if (stage != null) {
            section.enter(stage, arguments);
          }
        });
  }

  private static void readDelay(ProxySection section, Arguments arguments) {
    refuseInAnonymousDefaults("tcp-request inspect-delay", section, arguments);
    Duration delay = arguments.time(MILLISECONDS);
    arguments.end();
    section.set(INSPECT_DELAY, delay, arguments);
  }

  private static void readResponseDelay(ProxySection section, Arguments arguments) {
    boolean allowed =
        section.isDefaults() ? !section.name().isEmpty() : section.has(Capability.BACKEND);
    if (!allowed) {
      throw arguments.error(
          "tcp-response inspect-delay is only allowed in 'backend' sections or 'defaults' section"
              + " with a name");
    }
    Duration delay = arguments.time(MILLISECONDS);
    arguments.end();
    section.set(RESPONSE_INSPECT_DELAY, delay, arguments);
  }

  private static Keyword<ProxySection> capture(
      String name, boolean isOfResponse, Setting<List<HeaderCapture>> setting) {
    return Keyword.works(
        name,
        (section, arguments) -> {
          section.refuseInDefaults("capture", arguments);
          if (section.lacks(Capability.FRONTEND, "capture", arguments)) {
            return;
          }
          Word header = arguments.word("<header_name> 'len' <len>");
          int length = length(name, arguments);
          arguments.end();
          int slot = section.rules().declareCapture(isOfResponse, length);
          add(setting, new HeaderCapture(header.text(), slot), section, arguments);
        });
  }

  private static int length(String name, Arguments arguments) {
    if (!arguments.accept("len")) {
      throw arguments.error("'" + name + "' expects 'len' <len> as argument.");
    }
    return arguments.integer("a length", 1, Integer.MAX_VALUE);
  }

  private static void readDeclaration(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("declare", arguments);
    if (!section.has(Capability.FRONTEND)) {
      throw arguments.error(
          "'declare capture' is only available in 'frontend' or 'listen' sections.");
    }
    Word side = arguments.word("'request' or 'response'");
    if (!side.text().equals("request") && !side.text().equals("response")) {
      throw arguments.error(
          side, "'declare capture' expects 'request' or 'response' (got '" + side + "').");
    }
    int length = length("declare capture", arguments);
    arguments.end();
    section.rules().declareCapture(side.text().equals("response"), length);
  }

  /** Fixes the slots of captures. To be called once a section, when all of it is read. */
  static void finish(ProxySection section) {
    setLengths(REQUEST_CAPTURE_LENGTHS, section.rules().captureLengths(false), section);
    setLengths(RESPONSE_CAPTURE_LENGTHS, section.rules().captureLengths(true), section);
  }

  private static void setLengths(
      Setting<List<Integer>> setting, int[] lengths, ProxySection section) {
    if (lengths.length > 0) {
      List<Integer> list = java.util.Arrays.stream(lengths).boxed().toList();
      section.settings().set(setting, list, section.position());
    }
  }
}
