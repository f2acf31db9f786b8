package io.spillway.rules.action;

import static io.spillway.rules.RulesetKind.HTTP_REQUEST;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_CONTENT;

import io.spillway.config.Arguments;
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

/** Actions about what a request waits for, how long, and whether it is tried again. */
public final class Waiting {
  private static final int MAX_CLASS = 2047;
  private static final int MAX_OFFSET = 524287;

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of("wait-for-body", Waiting::body, HTTP_REQUEST),
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
