package io.spillway.rules;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.KeywordClass;
import io.spillway.config.Reference;
import io.spillway.config.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of rules from the words of a directive: what keyword handlers call. One is made
 * for each directive; it knows the section and where its rules are evaluated. Whatever is wrong is
 * thrown as a {@link DirectiveException}, as keyword handlers do. Confined to the thread that reads
 * the configuration.
 */
public final class RuleParser {
  private final RuleScope scope;
  private final Collection<Place> places;
  private final @Nullable RulesetKind kind;

  /**
   * A parser.
   *
   * @param scope the section's
   * @param places where what is read will be evaluated: one of them must do
   */
  public RuleParser(RuleScope scope, Place... places) {
    this(scope, List.of(places), null);
  }

  private RuleParser(RuleScope scope, Collection<Place> places, @Nullable RulesetKind kind) {
    this.scope = scope;
    this.places = places;
    this.kind = kind;
  }

  /** Reads what follows {@code http-request}, {@code tcp-request content} and their like. */
  public static Rule rule(RulesetKind kind, RuleScope scope, Arguments arguments) {
    RuleParser parser = new RuleParser(scope, kind.places(scope), kind);
    Word word = arguments.word("an action");
    Action.Definition definition = scope.context().registry().action(kind, word.text());
    if (definition == null) {
      throw parser.unknownAction(kind, word, arguments);
    }
    return parser.finish(word, definition.factory(), arguments);
  }

  /** Reads what follows an action's word with {@code factory}, and the condition. */
  Rule finish(Word word, Action.Factory factory, Arguments arguments) {
    Action action = explained(arguments, word, () -> factory.compile(word.text(), arguments, this));
    Condition condition = condition(arguments);
    arguments.end();
    return new Rule(condition, action, arguments.position());
  }

  /** Reads what follows {@code http-request}. */
  public static Rule httpRequest(RuleScope scope, Arguments arguments) {
    return rule(RulesetKind.HTTP_REQUEST, scope, arguments);
  }

  /** Reads what follows {@code http-response}. */
  public static Rule httpResponse(RuleScope scope, Arguments arguments) {
    return rule(RulesetKind.HTTP_RESPONSE, scope, arguments);
  }

  /** Reads what follows {@code redirect}, a rule of the {@code http-request} ruleset's end. */
  public static Rule redirect(RuleScope scope, Arguments arguments) {
    RulesetKind kind = RulesetKind.HTTP_REQUEST;
    Action.Definition definition = scope.context().registry().action(kind, "redirect");
    if (definition == null) {
      throw arguments.error("'redirect' is not registered.");
    }
    Word word = new Word("redirect", arguments.position());
    return new RuleParser(scope, kind.places(scope), kind)
        .finish(word, definition.factory(), arguments);
  }

  /** Reads what follows {@code acl} and adds it to the section. */
  public static void acl(RuleScope scope, Arguments arguments) {
    Word name = arguments.word("a name");
    if (List.of("or", "||", "if", "unless", "{", "}", "!").contains(name.text())
        || !name.text()
            .chars()
            .allMatch(c -> Character.isLetterOrDigit(c) || "_-.:".indexOf(c) >= 0)) {
      throw arguments.error(
          name,
          "character '"
              + name.text().replaceAll("[A-Za-z0-9_.:-]", "").concat(" ").charAt(0)
              + "' is not permitted in acl name '"
              + name
              + "'.");
    }
    if (!arguments.hasNext()) {
      throw arguments.error(name, "missing fetch method for ACL '" + name + "'.");
    }
    List<String> words = new ArrayList<>();
    for (Word word : arguments.rest()) {
      words.add(word.text());
    }
    scope.at(arguments.position());
    Acl.Test test =
        explained(
            arguments, "parsing ACL '" + name + "'", name, () -> new AclParser(scope).parse(words));
    scope.declareAcl(name.text()).add(test);
  }

  /** Reads what follows {@code use_backend}: a name or a format, and a condition. */
  public static SwitchingRule useBackend(RuleScope scope, Arguments arguments) {
    return new RuleParser(scope, Place.SWITCHING).switching(arguments, "a backend name");
  }

  /** Reads what follows {@code use-server}: a name or a format, and a condition. */
  public static SwitchingRule useServer(RuleScope scope, Arguments arguments) {
    return new RuleParser(scope, Place.SERVER_SELECTION).switching(arguments, "a server name");
  }

  private SwitchingRule switching(Arguments arguments, String expected) {
    Word word = arguments.word(expected);
    LogFormat format = logFormat(LogFormat.Use.PLAIN, word, arguments);
    byte[] constant = format.constant();
    Condition condition = condition(arguments);
    arguments.end();
    return new SwitchingRule(
        condition,
        constant == null ? null : word.text(),
        constant == null ? format : null,
        arguments.position());
  }

  /** The section's scope. */
  public RuleScope scope() {
    return scope;
  }

  /** The ruleset that the rule being read belongs to, or null. */
  public @Nullable RulesetKind kind() {
    return kind;
  }

  /** Where what is read will be evaluated. */
  public Collection<Place> places() {
    return places;
  }

  /** The expression that {@code text} is, one of the program's own. */
  public Expression ownExpression(String text) {
    return ExpressionParser.parse(scope, text, null);
  }

  /** Reads an expression: the next word, and those after it that are converters. */
  public Expression expression(Arguments arguments) {
    Word word = arguments.word("an expression");
    scope.at(arguments.position());
    return explained(
        arguments,
        word,
        () -> {
          Expression expression =
              ExpressionParser.parse(
                  scope,
                  word.text(),
                  new ExpressionParser.FollowingWords() {
                    @Override
                    public String peek() {
                      return arguments.peek();
                    }

                    @Override
                    public void take() {
                      arguments.word("a converter");
                    }
                  });
          ExpressionParser.checkPlaces(expression, places);
          return expression;
        });
  }

  /** Reads the next word as a log format. */
  public LogFormat logFormat(LogFormat.Use use, Arguments arguments) {
    return logFormat(use, arguments.word("a format"), arguments);
  }

  /** Reads {@code word} as a log format; {@code arguments} only serve for messages. */
  public LogFormat logFormat(LogFormat.Use use, Word word, Arguments arguments) {
    scope.at(arguments.position());
    if (use == LogFormat.Use.HTTP && word.text().isEmpty()) {
      throw arguments.error(word, "'" + arguments.keyword() + "' expects a format, not ''.");
    }
    return explained(
        arguments, word, () -> new LogFormatParser(scope, places, use, word.text()).parse());
  }

  /** Reads {@code if} or {@code unless} and what follows up to the end; null where neither is. */
  public @Nullable Condition condition(Arguments arguments) {
    if (!arguments.peek().equals("if") && !arguments.peek().equals("unless")) {
      return null;
    }
    scope.at(arguments.position());
    Word word = arguments.word("a condition");
    List<String> words = new ArrayList<>();
    for (Word rest : arguments.rest()) {
      words.add(rest.text());
    }
    return explained(
        arguments,
        "error detected while parsing an '" + arguments.keyword() + "' condition",
        word,
        () -> {
          Condition condition =
              new ConditionParser(scope, words).parse(word.text().equals("unless"));
          String conflict = ConditionParser.conflict(condition, places);
          if (conflict != null) {
            arguments.diagnostics().warning(arguments.position(), conflict);
          }
          return condition;
        });
  }

  private DirectiveException unknownAction(RulesetKind ofKind, Word word, Arguments arguments) {
    String name = word.text().replaceAll("\\(.*", "");
    String full = ofKind.keyword() + " " + name;
    if (Reference.entry(KeywordClass.ACTION, full) != null
        || Reference.entry(KeywordClass.ACTION, full.replaceAll("[0-9]+$", "")) != null) {
      return arguments.error(
          word, "'" + full + "': this action of HAProxy's is not implemented in Spillway.");
    }
    List<String> names = new ArrayList<>();
    for (Action.Definition action : scope.context().registry().actions(ofKind)) {
      names.add("'" + action.name() + (action.hasPrefix() ? "*" : "") + "'");
    }
    return arguments.error(
        word,
        "'"
            + ofKind.keyword()
            + "' expects "
            + String.join(", ", names)
            + ", but got '"
            + word
            + "'"
            + (arguments.hasNext() ? "." : " (missing argument)."));
  }

  private <T> T explained(Arguments arguments, Word word, Supplier<T> reading) {
    String what = kind == null ? arguments.keyword() : kind.keyword();
    return explained(
        arguments,
        "error detected in "
            + proxyType()
            + " '"
            + scope.name()
            + "' while parsing '"
            + what
            + "' rule",
        word,
        reading);
  }

  private String proxyType() {
    return scope.isFrontend() && scope.isBackend()
        ? "proxy"
        : scope.isBackend() ? "backend" : "frontend";
  }

  private static <T> T explained(
      Arguments arguments, String context, Word word, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuleSyntaxException e) {
      throw arguments.error(word, context + " : " + e.getMessage() + ".");
    }
  }

  /** The places of {@code kind} in a section. */
  public static Set<Place> places(RulesetKind kind, RuleScope scope) {
    return kind.places(scope);
  }
}
