package io.spillway.rules.action;

import static io.spillway.rules.RulesetKind.HTTP_REQUEST;
import static io.spillway.rules.RulesetKind.HTTP_RESPONSE;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_CONNECTION;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_CONTENT;
import static io.spillway.rules.RulesetKind.TCP_REQUEST_SESSION;
import static io.spillway.rules.RulesetKind.TCP_RESPONSE_CONTENT;

import io.spillway.config.Arguments;
import io.spillway.config.KeywordState;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Expression;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.util.List;

/** Actions that have the kernel treat the packets of a connection in a certain way. */
public final class Marks {
  private static final long MAX_MARK = 0xffff_ffffL;
  private static final long MAX_TOS = 255;
  private static final int MAX_NICE = 1024;

  private static final RulesetKind[] ALL_KINDS = {
    TCP_REQUEST_CONNECTION,
    TCP_REQUEST_SESSION,
    TCP_REQUEST_CONTENT,
    TCP_RESPONSE_CONTENT,
    HTTP_REQUEST,
    HTTP_RESPONSE
  };

  /** Those that run before there is a connection to a server. */
  private static final RulesetKind[] REQUESTS = {TCP_REQUEST_CONTENT, HTTP_REQUEST};

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          of("set-mark", MAX_MARK, (e, value) -> e.changeMark((int) value), ALL_KINDS),
          of("set-fc-mark", MAX_MARK, (e, value) -> e.changeMark((int) value), ALL_KINDS),
          of("set-tos", MAX_TOS, (e, value) -> e.changeTrafficClass((int) value), ALL_KINDS),
          of("set-fc-tos", MAX_TOS, (e, value) -> e.changeTrafficClass((int) value), ALL_KINDS),
          of("set-bc-mark", MAX_MARK, (e, value) -> e.changeServerMark((int) value), REQUESTS),
          of(
              "set-bc-tos",
              MAX_TOS,
              (e, value) -> e.changeServerTrafficClass((int) value),
              REQUESTS),
          new Action.Definition(
              "set-nice",
              false,
              List.of(TCP_REQUEST_CONTENT, TCP_RESPONSE_CONTENT, HTTP_REQUEST, HTTP_RESPONSE),
              KeywordState.accepted(
                  "an event loop serves its streams in the order in which something happens to"
                      + " them; none has a priority"),
              Marks::nice));

  private Marks() {}

  /** Takes the number. */
  private interface Change {
    void to(Evaluation evaluation, long value);
  }

  private static Action.Definition of(String name, long most, Change change, RulesetKind... kinds) {
    return Action.Definition.of(
        name, (word, arguments, parser) -> read(arguments, parser, most, change), kinds);
  }

  private static Action read(Arguments arguments, RuleParser parser, long most, Change change) {
    if (!arguments.hasNext()) {
      throw new RuleSyntaxException("expects exactly 1 argument (integer/hex value or expression)");
    }
    if (arguments.peek().matches("[0-9].*")) {
      String word = arguments.text("a number");
      long fixed = number(word, most);
      return evaluation -> {
        change.to(evaluation, fixed);
        return Verdict.CONTINUE;
      };
    }
    Expression expression = parser.expression(arguments);
    return evaluation -> {
      Sample sample = evaluation.sample();
      if (expression.evaluateAs(SampleType.INTEGER, evaluation, sample)
          && sample.number() >= 0
          && sample.number() <= most) {
        change.to(evaluation, sample.number());
      }
      return Verdict.CONTINUE;
    };
  }

  private static long number(String word, long most) {
    try {
      long value = Long.decode(word);
      if (value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new RuleSyntaxException(
        "invalid number '" + word + "' (expected: 0 to " + most + ", decimal or after 0x)");
  }

  private static Action nice(String word, Arguments arguments, RuleParser parser) {
    arguments.integer("a priority", -MAX_NICE, MAX_NICE);
    return evaluation -> Verdict.CONTINUE;
  }
}
