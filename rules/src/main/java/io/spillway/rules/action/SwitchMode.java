package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import java.util.List;

/**
 * The action that has a connection in mode tcp go on as one of HTTP: switch-mode. Where HTTP is
 * spoken already it does nothing.
 *
 * @param verdict what it decides in mode tcp
 */
public record SwitchMode(Verdict.SwitchToHttp verdict) implements Action {
  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(
          Action.Definition.of(
              "switch-mode", SwitchMode::compile, RulesetKind.TCP_REQUEST_CONTENT));

  private static Action compile(String word, Arguments arguments, RuleParser parser) {
    if (!parser.scope().isFrontend()) {
      throw new RuleSyntaxException(
          "'switch-mode' is only available in proxies with the frontend capability");
    }
    if (!arguments.accept("http")) {
      throw new RuleSyntaxException("'switch-mode' expects 'http' as mode");
    }
    boolean isHttp2 = false;
    if (arguments.accept("proto")) {
      String name = arguments.text("a protocol's name");
      isHttp2 = name.equals("h2");
      if (!isHttp2 && !name.equals("h1")) {
        throw new RuleSyntaxException("'proto' expects 'h1' or 'h2' (got '" + name + "')");
      }
    }
    return new SwitchMode(new Verdict.SwitchToHttp(isHttp2));
  }

  @Override
  public Verdict run(Evaluation evaluation) {
    return evaluation.carriesHttp() ? Verdict.CONTINUE : verdict;
  }
}
