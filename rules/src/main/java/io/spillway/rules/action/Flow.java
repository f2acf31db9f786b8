package io.spillway.rules.action;

import static io.spillway.rules.RulesetKind.HTTP_AFTER_RESPONSE;
import static io.spillway.rules.RulesetKind.HTTP_REQUEST;
import static io.spillway.rules.RulesetKind.HTTP_RESPONSE;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_CONNECTION;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_CONTENT;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_SESSION;
import static io.spillway.rules.RulesetKind.TCP_RESPONSE_CONTENT;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Captures;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;
import java.util.function.Consumer;

/** Actions that end a ruleset without an answer, and those that change how a stream is treated. */
public final class Flow {
  private static final RulesetKind[] REQUESTS = {
    TCP_REQUEST_CONNECTION, TCP_REQUEST_SESSION, TCP_REQUEST_CONTENT, HTTP_REQUEST
  };
  private static final List<String> LEVELS =
      List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          verdict("allow", Verdict.ACCEPT, HTTP_REQUEST, HTTP_RESPONSE, HTTP_AFTER_RESPONSE),
          verdict(
              "accept",
              Verdict.ACCEPT,
              TCP_REQUEST_CONNECTION,
              TCP_REQUEST_SESSION,
              TCP_REQUEST_CONTENT,
              TCP_RESPONSE_CONTENT),
          verdict(
              "reject",
              Verdict.REJECT,
              TCP_REQUEST_CONNECTION,
              TCP_REQUEST_SESSION,
              TCP_REQUEST_CONTENT,
              TCP_RESPONSE_CONTENT,
              HTTP_REQUEST),
          verdict(
              "silent-drop",
              Verdict.SILENT_DROP,
              TCP_REQUEST_CONNECTION,
              TCP_REQUEST_SESSION,
              TCP_REQUEST_CONTENT,
              TCP_RESPONSE_CONTENT,
              HTTP_REQUEST,
              HTTP_RESPONSE),
          Action.Definition.of(
              "expect-proxy",
              (w, a, p) -> expectHeader(a, Evaluation::expectProxyHeader),
              TCP_REQUEST_CONNECTION),
          Action.Definition.of(
              "expect-netscaler-cip",
              (w, a, p) -> expectHeader(a, Evaluation::expectNetscalerHeader),
              TCP_REQUEST_CONNECTION),
          Action.Definition.of(
              "capture",
              Flow::capture,
              TCP_REQUEST_CONTENT,
              HTTP_REQUEST,
              HTTP_RESPONSE,
              HTTP_AFTER_RESPONSE),
          Action.Definition.of(
              "set-log-level",
              Flow::logLevel,
              TCP_REQUEST_CONTENT,
              TCP_RESPONSE_CONTENT,
              HTTP_REQUEST,
              HTTP_RESPONSE,
              HTTP_AFTER_RESPONSE),
          Action.Definition.of(
              "strict-mode", Flow::strictMode, HTTP_REQUEST, HTTP_RESPONSE, HTTP_AFTER_RESPONSE),
          Action.Definition.of("set-src", (w, a, p) -> address(a, p, true), REQUESTS),
          Action.Definition.of("set-dst", (w, a, p) -> address(a, p, false), REQUESTS),
          Action.Definition.of("set-src-port", (w, a, p) -> port(a, p, true), REQUESTS),
          Action.Definition.of("set-dst-port", (w, a, p) -> port(a, p, false), REQUESTS));

  private Flow() {}

  private static Action.Definition verdict(String name, Verdict verdict, RulesetKind... kinds) {
    Action action = evaluation -> verdict;
    return Action.Definition.of(name, (word, arguments, parser) -> action, kinds);
  }

  private static Action expectHeader(Arguments arguments, Consumer<Evaluation> expecting) {
    String layer = arguments.hasNext() ? arguments.text("'layer4'") : "";
    if (!layer.equals("layer4")) {
      throw new RuleSyntaxException("only supports 'layer4' (got '" + layer + "')");
    }
    return evaluation -> {
      expecting.accept(evaluation);
      return Verdict.CONTINUE;
    };
  }

  private static Action capture(String word, Arguments arguments, RuleParser parser) {
    RulesetKind kind = parser.kind();
    boolean ofResponse = kind == HTTP_RESPONSE || kind == HTTP_AFTER_RESPONSE;
    Expression expression = parser.expression(arguments);
    int slot;
    if (!ofResponse && arguments.accept("len")) {
      if (!parser.scope().isFrontend()) {
        throw new RuleSyntaxException(
            "proxy '" + parser.scope().name() + "' has no frontend capability");
      }
      slot = parser.scope().declareCapture(false, arguments.integer("a length", 1, 65535));
    } else if (arguments.accept("id")) {
      slot = arguments.integer("a slot's number", 0, 65535);
    } else {
      throw new RuleSyntaxException(ofResponse ? "expects 'id'" : "expects 'len' or 'id'");
    }
    return evaluation -> {
      Sample sample = evaluation.sample();
      Captures captures = evaluation.captures();
      if (captures != null && expression.evaluateAs(SampleType.STRING, evaluation, sample)) {
        captures.keep(ofResponse, slot, sample.bytes(), sample.offset(), sample.length());
      }
      return Verdict.CONTINUE;
    };
  }

  private static Action logLevel(String word, Arguments arguments, RuleParser parser) {
    String level = arguments.text("a level");
    int number = level.equals("silent") ? -1 : LEVELS.indexOf(level);
    if (number < 0 && !level.equals("silent")) {
      throw new RuleSyntaxException("expects exactly 1 argument (log level name or 'silent')");
    }
    return evaluation -> {
      evaluation.changeLogLevel(number);
      return Verdict.CONTINUE;
    };
  }

  private static Action strictMode(String word, Arguments arguments, RuleParser parser) {
    String value = arguments.text("'on' or 'off'");
    if (!value.equals("on") && !value.equals("off")) {
      throw new RuleSyntaxException(
          "Unexpected value '" + value + "'. Only 'on' and 'off' are supported");
    }
    boolean strict = value.equals("on");
    return evaluation -> {
      evaluation.strictRewriting(strict);
      return Verdict.CONTINUE;
    };
  }

  private static Action address(Arguments arguments, RuleParser parser, boolean isSource) {
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      Address old = isSource ? evaluation.source() : evaluation.destination();
      if (expression.evaluateAs(SampleType.ADDRESS, evaluation, sample)) {
        boolean isIpv4 = sample.type() == SampleType.IPV4;
        Address changed =
            new Address(
                isIpv4, isIpv4 ? 0 : sample.high(), sample.number(), old == null ? 0 : old.port());
        if (isSource) {
          evaluation.changeSource(changed);
        } else {
          evaluation.changeDestination(changed);
        }
      }
      return Verdict.CONTINUE;
    };
  }

  private static Action port(Arguments arguments, RuleParser parser, boolean isSource) {
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      Address old = isSource ? evaluation.source() : evaluation.destination();
      if (old != null && expression.evaluateAs(SampleType.INTEGER, evaluation, sample)) {
        Address changed = old.withPort((int) sample.number() & 0xffff);
        if (isSource) {
          evaluation.changeSource(changed);
        } else {
          evaluation.changeDestination(changed);
        }
      }
      return Verdict.CONTINUE;
    };
  }
}
