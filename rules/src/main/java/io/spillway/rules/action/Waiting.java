package io.spillway.rules.action;

import static io.spillway.rules.RulesetKind.HTTP_REQUEST;
import static io.spillway.rules.RulesetKind.HTTP_RESPONSE;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_CONTENT;

import io.spillway.config.Arguments;
import io.spillway.config.KeywordState;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Actions about what a message waits for, how long, and whether it is tried again. */
public final class Waiting {
  private static final int MAX_CLASS = 2047;
  private static final int MAX_OFFSET = 524287;
  private static final int MAX_RETRIES = 100;

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of("wait-for-body", Waiting::body, HTTP_REQUEST, HTTP_RESPONSE),
          Action.Definition.of("pause", Waiting::pause, HTTP_REQUEST, HTTP_RESPONSE),
          Action.Definition.of("set-timeout", Waiting::timeout, HTTP_REQUEST, HTTP_RESPONSE),
          new Action.Definition(
              "wait-for-handshake",
              false,
              List.of(HTTP_REQUEST),
              KeywordState.accepted("no request is looked at before the handshake has ended"),
              (word, arguments, parser) -> evaluation -> Verdict.CONTINUE),
          Action.Definition.of("set-retries", Waiting::retries, TCP_REQUEST_CONTENT, HTTP_REQUEST),
          Action.Definition.of("disable-l7-retry", Waiting::disableRetry, HTTP_REQUEST),
          Action.Definition.of(
              "set-priority-class",
              (word, arguments, parser) ->
                  priority(arguments, parser, MAX_CLASS, Evaluation::changePriorityClass),
              TCP_REQUEST_CONTENT,
              HTTP_REQUEST),
          Action.Definition.of(
              "set-priority-offset",
              (word, arguments, parser) ->
                  priority(arguments, parser, MAX_OFFSET, Evaluation::changePriorityOffset),
              TCP_REQUEST_CONTENT,
              HTTP_REQUEST));

  private Waiting() {}

  /** Takes one of the two numbers that order a queue. */
  private interface Change {
    void to(Evaluation evaluation, int value);
  }

  private static Action body(String word, Arguments arguments, RuleParser parser) {
    Duration time = null;
    long atLeast = 0;
    while (arguments.hasNext()) {
      if (arguments.accept("time")) {
        time = arguments.time(TimeUnit.MILLISECONDS);
      } else if (arguments.accept("at-least")) {
        atLeast = arguments.size();
      } else {
        break;
      }
    }
    if (time == null) {
      throw new RuleSyntaxException("expects 'time <time>' and perhaps 'at-least <size>'");
    }
    int millis = (int) Math.min(time.toMillis(), Integer.MAX_VALUE);
    long enough = atLeast;
    Verdict wait = new Verdict.AwaitBody(enough, millis);
    return evaluation -> evaluation.hasBody(enough) ? Verdict.CONTINUE : wait;
  }

  private static Action pause(String word, Arguments arguments, RuleParser parser) {
    Duration fixed = timeOrNull(arguments);
    if (fixed != null) {
      int millis = (int) Math.min(fixed.toMillis(), Integer.MAX_VALUE);
      Verdict verdict = millis > 0 ? new Verdict.Pause(millis) : Verdict.CONTINUE;
      return evaluation -> verdict;
    }
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      return expression.evaluateAs(SampleType.INTEGER, evaluation, sample) && sample.number() > 0
          ? new Verdict.Pause((int) Math.min(sample.number(), Integer.MAX_VALUE))
          : Verdict.CONTINUE;
    };
  }

  /** The time that the next word writes, or null where it is an expression. */
  private static @Nullable Duration timeOrNull(Arguments arguments) {
    String word = arguments.peek();
    return !word.isEmpty() && Character.isDigit(word.charAt(0))
        ? arguments.time(TimeUnit.MILLISECONDS)
        : null;
  }

  private static Action timeout(String word, Arguments arguments, RuleParser parser) {
    String name = arguments.text("'client', 'server' or 'tunnel'");
    Change change =
        switch (name) {
          case "client" -> Evaluation::changeClientTimeout;
          case "server" -> Evaluation::changeServerTimeout;
          case "tunnel" -> Evaluation::changeTunnelTimeout;
          default ->
              throw new RuleSyntaxException(
                  "'set-timeout' rule supports 'client'/'server'/'tunnel' timeouts (got '"
                      + name
                      + "')");
        };
    Duration fixed = timeOrNull(arguments);
    if (fixed != null) {
      int millis = (int) Math.min(fixed.toMillis(), Integer.MAX_VALUE);
      if (millis == 0) {
        throw new RuleSyntaxException("null value is not valid for a 'set-timeout' rule");
      }
      return evaluation -> {
        change.to(evaluation, millis);
        return Verdict.CONTINUE;
      };
    }
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      if (expression.evaluateAs(SampleType.INTEGER, evaluation, sample) && sample.number() > 0) {
        change.to(evaluation, (int) Math.min(sample.number(), Integer.MAX_VALUE));
      }
      return Verdict.CONTINUE;
    };
  }

  private static Action retries(String word, Arguments arguments, RuleParser parser) {
    if (arguments.peek().matches("[0-9]+")) {
      int fixed = arguments.integer("a number of retries", 0, MAX_RETRIES);
      return evaluation -> {
        evaluation.changeRetries(fixed);
        return Verdict.CONTINUE;
      };
    }
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      if (expression.evaluateAs(SampleType.INTEGER, evaluation, sample)
          && sample.number() >= 0
          && sample.number() <= MAX_RETRIES) {
        evaluation.changeRetries((int) sample.number());
      }
      return Verdict.CONTINUE;
    };
  }

  private static Action disableRetry(String word, Arguments arguments, RuleParser parser) {
    return evaluation -> {
      evaluation.disableRetry();
      return Verdict.CONTINUE;
    };
  }

  private static Action priority(Arguments arguments, RuleParser parser, int limit, Change change) {
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      if (expression.evaluateAs(SampleType.INTEGER, evaluation, sample)) {
        change.to(evaluation, (int) Math.clamp(sample.number(), -limit, limit));
      }
      return Verdict.CONTINUE;
    };
  }
}
