package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckText;
import io.spillway.rules.Action;
import io.spillway.rules.LogFormat;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code option httpchk}, {@code option tcp-check} and the steps of checks (configuration manual,
 * chapter 4.2).
 */
public final class CheckKeywords {
  /** What the checks of a backend's servers do. */
  public static final Setting<CheckScript> SCRIPT = Setting.own("checks", CheckScript.CONNECT);

  /** Which option chose it. */
  static final Setting<CheckScript.Kind> KIND =
      Setting.inherited("kind of checks", CheckScript.Kind.CONNECT);

  private static final Setting<CheckScript> CHOSEN =
      Setting.inherited("check of a protocol", CheckScript.CONNECT);

  private static final Setting<Request> REQUEST = Setting.inherited("option httpchk", Request.NONE);

  private static final Setting<List<CheckStep>> HTTP_STEPS =
      Setting.inherited("http-check", List.of());

  private static final Setting<List<CheckStep>> TCP_STEPS =
      Setting.inherited("tcp-check", List.of());

  private static final Setting<Boolean> DISABLE_ON_404 =
      Setting.inherited("http-check disable-on-404", false);

  private static final Setting<Boolean> SEND_STATE =
      Setting.inherited("http-check send-state", false);

  /** The actions of rules that are steps of checks too. */
  private static final Set<String> VARIABLE_ACTIONS = Set.of("set-var", "set-var-fmt", "unset-var");

  /** Stands for an URI that a line does not say. */
  private static final CheckText UNSAID = CheckText.of("");

  private static final CheckStep.SendRequest EMPTY_REQUEST =
      new CheckStep.SendRequest("", UNSAID, "", List.of(), null, "");

  /** What of a request line is said; null for what is not. */
  private record Request(
      @Nullable String method, @Nullable CheckText uri, @Nullable String version) {
    static final Request NONE = new Request(null, null, null);
  }

  private CheckKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("option httpchk", CheckKeywords::readHttpCheck),
        Keyword.works("option tcp-check", CheckKeywords::readTcpCheck),
        step("http-check connect", HTTP_STEPS, CheckConnects::read),
        step("http-check send", HTTP_STEPS, CheckKeywords::sendRequest),
        step("http-check expect", HTTP_STEPS, CheckExpectations::http),
        step("http-check comment", HTTP_STEPS, CheckKeywords::comment),
        flag("http-check disable-on-404", DISABLE_ON_404),
        flag("http-check send-state", SEND_STATE),
        step("http-check", HTTP_STEPS, CheckKeywords::change),
        step("tcp-check connect", TCP_STEPS, CheckConnects::read),
        step("tcp-check send", TCP_STEPS, (s, a) -> send(CheckText.of(data(a).bytes()), a)),
        step("tcp-check send-lf", TCP_STEPS, (s, a) -> send(format(data(a), s, a), a)),
        step("tcp-check send-binary", TCP_STEPS, CheckKeywords::sendBinary),
        step("tcp-check send-binary-lf", TCP_STEPS, CheckKeywords::sendBinaryFormat),
        step("tcp-check expect", TCP_STEPS, CheckExpectations::tcp),
        step("tcp-check comment", TCP_STEPS, CheckKeywords::comment),
        step("tcp-check", TCP_STEPS, CheckKeywords::change));
  }

  @FunctionalInterface
  private interface StepReader {
    CheckStep read(ProxySection section, Arguments arguments);
  }

  private static Keyword<ProxySection> step(
      String name, Setting<List<CheckStep>> setting, StepReader reader) {
    return Keyword.works(
        name,
        (section, arguments) -> {
          if (section.lacks(Capability.BACKEND, name, arguments)) {
            return;
          }
          CheckStep step = reader.read(section, arguments);
          arguments.end();
          if (!section.setsItself(setting)) {
            section.clear(setting);
          }
          CheckOrder.verifyConnect(step, section.collected(setting), arguments);
          section.append(setting, step, arguments);
        });
  }

  private static Keyword<ProxySection> flag(String name, Setting<Boolean> setting) {
    return Keyword.works(
        name,
        (section, arguments) -> {
          if (!section.lacks(Capability.BACKEND, name, arguments)) {
            arguments.end();
            section.set(setting, true, arguments);
          }
        });
  }

  private static void readHttpCheck(ProxySection section, Arguments arguments) {
    section.refuseNegation(arguments);
    if (section.lacks(Capability.BACKEND, "httpchk", arguments)) {
      return;
    }
    Request request = Request.NONE;
    if (arguments.hasNext()) {
      String first = arguments.text("a method or an URI");
      if (!arguments.hasNext()) {
        request = new Request(null, CheckText.of(first), null);
      } else {
        String uri = arguments.text("an URI");
        String version = arguments.hasNext() ? arguments.text("a version") : null;
        if (version != null && version.indexOf('\r') >= 0) {
          throw arguments.error(
              "'option httpchk' : headers and body behind the version are not supported any more"
                  + " since HAProxy 3.0; put them on a line of their own: 'http-check send hdr"
                  + " <name> <value>'.");
        }
        request = new Request(first, CheckText.of(uri), version);
      }
    }
    if (arguments.hasNext()) {
      throw arguments.error(
          "'option httpchk' cannot handle unexpected argument '" + arguments.peek() + "'.");
    }
    section.set(KIND, CheckScript.Kind.HTTP, arguments);
    section.set(REQUEST, request, arguments);
  }

  private static void readTcpCheck(ProxySection section, Arguments arguments) {
    section.refuseNegation(arguments);
    if (section.lacks(Capability.BACKEND, "tcp-check", arguments)) {
      return;
    }
    if (arguments.hasNext()) {
      throw arguments.error(
          "'option tcp-check' cannot handle unexpected argument '" + arguments.peek() + "'.");
    }
    section.set(KIND, CheckScript.Kind.TCP, arguments);
  }

  /** Has the servers checked by {@code script}, whichever option was chosen before. */
  static void choose(CheckScript script, ProxySection section, Arguments arguments) {
    section.set(KIND, script.kind(), arguments);
    section.set(CHOSEN, script, arguments);
  }

  private static CheckStep comment(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + arguments.keyword() + "' : expects a string as argument.");
    }
    return new CheckStep.Comment(arguments.text("a string"));
  }

  private static Word data(Arguments arguments) {
    if (arguments.peek().isEmpty()) {
      throw arguments.error("'" + arguments.keyword() + "' : expects a string as argument.");
    }
    return arguments.word("a string");
  }

  private static CheckStep sendBinary(ProxySection ignored, Arguments arguments) {
    return send(CheckText.of(CheckMatches.binary(data(arguments), arguments)), arguments);
  }

  private static CheckStep sendBinaryFormat(ProxySection section, Arguments arguments) {
    CheckText digits = format(data(arguments), section, arguments);
    CheckStep send = send(digits, arguments);
    return new CheckStep.SendDigits(digits, send.comment());
  }

  /** Reads what may follow the data of a send step. */
  private static CheckStep send(CheckText data, Arguments arguments) {
    if (!arguments.hasNext()) {
      return new CheckStep.Send(data, "");
    }
    Word word = arguments.word("'comment'");
    if (!word.text().equals("comment")) {
      throw arguments.error(
          word,
          "'" + arguments.keyword() + "' : expects 'comment' but got '" + word + "' as argument.");
    }
    return new CheckStep.Send(data, data(arguments).text());
  }

  /** Reads the steps whose word goes on: {@code set-var(check.x)} and its like. */
  private static CheckStep change(ProxySection section, Arguments arguments) {
    Word word = arguments.hasNext() ? arguments.word("a step") : null;
    Action.Definition definition =
        word == null
            ? null
            : section
                .loading()
                .rules()
                .registry()
                .action(RulesetKind.TCP_REQUEST_CONTENT, word.text());
    if (word == null || definition == null || !VARIABLE_ACTIONS.contains(definition.name())) {
      boolean isHttp = arguments.keyword().startsWith("http");
      String message =
          "'"
              + arguments.keyword()
              + "' only supports "
              + (isHttp ? "'disable-on-404', 'send-state', " : "'send-lf', 'send-binary', ")
              + "'comment', 'connect', 'send', 'expect', 'set-var-fmt(*)', 'set-var(*)' and"
              + " 'unset-var(*)' (got '"
              + (word == null ? "" : word)
              + "').";
      throw word == null ? arguments.error(message) : arguments.error(word, message);
    }
    try {
      RuleParser parser = new RuleParser(section.rules(), Place.CHECK);
      Action action = definition.factory().compile(word.text(), arguments, parser);
      return new CheckStep.Change(action);
    } catch (RuleSyntaxException e) {
      throw arguments.error(
          word, "'" + arguments.keyword() + " " + word + "' : " + e.getMessage() + ".");
    }
  }

  private static CheckStep sendRequest(ProxySection section, Arguments arguments) {
    String keyword = arguments.keyword();
    String method = "";
    CheckText uri = CheckText.of("");
    boolean saysUri = false;
    String version = "";
    List<CheckStep.Header> headers = new ArrayList<>();
    CheckText body = null;
    String comment = "";
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      checkKnown(word, keyword, arguments);
      if (!arguments.hasNext()) {
        throw arguments.error(
            word, "'" + keyword + "' : '" + word + "' expects a string as argument.");
      }
      switch (word.text()) {
        case "meth" -> method = arguments.text("a method");
        case "uri" -> {
          uri = CheckText.of(arguments.text("an URI"));
          saysUri = true;
        }
        case "uri-lf" -> {
          uri = format(section, arguments);
          saysUri = true;
        }
        case "ver" -> version = arguments.text("a version");
        case "hdr" -> {
          String name = arguments.text("a name");
          headers.add(new CheckStep.Header(name, format(section, arguments)));
        }
        case "body" -> body = CheckText.of(arguments.word("a string").bytes());
        case "body-lf" -> body = format(section, arguments);
        case "comment" -> comment = arguments.text("a string");
        default -> throw new IllegalStateException("known, but not read: " + word);
      }
    }
    return new CheckStep.SendRequest(
        method, saysUri ? uri : UNSAID, version, headers, body, comment);
  }

  private static void checkKnown(Word word, String keyword, Arguments arguments) {
    if (!List.of("meth", "uri", "uri-lf", "ver", "hdr", "body", "body-lf", "comment")
        .contains(word.text())) {
      throw arguments.error(
          word,
          "'"
              + keyword
              + "' : expects 'comment', 'meth', 'uri', 'uri-lf', 'ver', 'hdr', 'body' or 'body-lf'"
              + " but got '"
              + word
              + "' as argument.");
    }
  }

  private static CheckText format(ProxySection section, Arguments arguments) {
    return format(arguments.word("a format"), section, arguments);
  }

  /** Reads {@code word} as a format. */
  static CheckText format(Word word, ProxySection section, Arguments arguments) {
    LogFormat format =
        new RuleParser(section.rules(), Place.CHECK)
            .logFormat(LogFormat.Use.PLAIN, word, arguments);
    byte[] constant = format.constant();
    return constant == null ? CheckText.of(format) : CheckText.of(constant);
  }

  /** Puts the check together. To be called once a section, when all of it is read. */
  static void finish(ProxySection section) {
    CheckScript.Kind kind = section.settings().get(KIND);
    if (kind == CheckScript.Kind.HTTP) {
      CheckOrder.verifyHttp(section.collected(HTTP_STEPS), section.loading().diagnostics());
    }
    CheckScript script =
        switch (kind) {
          case CONNECT -> CheckScript.CONNECT;
          case EXTERNAL -> ExternalCheckKeywords.script(section);
          case PROTOCOL -> section.settings().get(CHOSEN);
          case TCP -> CheckScript.tcp(section.settings().get(TCP_STEPS));
          case HTTP ->
              CheckScript.http(httpSteps(section))
                  .with(section.settings().get(DISABLE_ON_404), section.settings().get(SEND_STATE));
        };
    if (kind != CheckScript.Kind.CONNECT) {
      section.copy(KIND, SCRIPT, script);
    }
  }

  /**
   * The steps, the first request completed with what {@code option httpchk} says. Where no step
   * sends one it comes behind the connect, or first of all.
   */
  private static List<CheckStep> httpSteps(ProxySection section) {
    Request request = section.settings().get(REQUEST);
    List<CheckStep> written = section.settings().get(HTTP_STEPS);
    boolean connects = written.stream().anyMatch(step -> step instanceof CheckStep.Connect);
    List<CheckStep> steps = new ArrayList<>();
    boolean isFirst = true;
    for (CheckStep step : written) {
      if (step instanceof CheckStep.SendRequest send) {
        steps.add(completed(send, isFirst ? request : Request.NONE));
        isFirst = false;
      } else {
        if (isFirst && !connects && !(step instanceof CheckStep.Comment)) {
          steps.add(completed(EMPTY_REQUEST, request));
          isFirst = false;
        }
        steps.add(step);
      }
    }
    if (isFirst) {
      steps.add(completed(EMPTY_REQUEST, request));
    }
    return steps;
  }

  private static CheckStep.SendRequest completed(CheckStep.SendRequest send, Request request) {
    String method = Optional.ofNullable(request.method()).orElse("OPTIONS");
    CheckText uri = Optional.ofNullable(request.uri()).orElse(CheckText.of("/"));
    String version = Optional.ofNullable(request.version()).orElse("HTTP/1.0");
    return new CheckStep.SendRequest(
        send.method().isEmpty() ? method : send.method(),
        send.uri() == UNSAID ? uri : send.uri(),
        send.version().isEmpty() ? version : send.version(),
        send.headers(),
        send.body(),
        send.comment());
  }
}
