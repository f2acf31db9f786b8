package io.spillway.rules.action;

import io.spillway.config.Arguments;
import io.spillway.rules.Action;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Rule;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.Verdict;
import java.util.Collection;
import java.util.List;

/** The action that has a service of the program answer a request: use-service. */
public final class Services {
  /** The services that there are; what they answer is the business of upper modules. */
  public static final List<String> NAMES = List.of("dashboard", "prometheus-exporter");

  /** The actions. */
  public static final List<Action.Definition> ALL =
      List.of(Action.Definition.of("use-service", Services::use, RulesetKind.HTTP_REQUEST));

  private Services() {}

  /**
   * Has a service answer. Immutable.
   *
   * @param verdict the service
   */
  private record Use(Verdict.Serve verdict) implements Action {
    @Override
    public Verdict run(Evaluation evaluation) {
      return verdict;
    }
  }

  /** Whether one of {@code rules} has {@code service} answer. */
  public static boolean use(String service, Collection<Rule> rules) {
    return rules.stream()
        .anyMatch(
            rule -> rule.action() instanceof Use use && use.verdict().service().equals(service));
  }

  private static Action use(String word, Arguments arguments, RuleParser parser) {
    if (!arguments.hasNext()) {
      throw new RuleSyntaxException("'use-service' expects a service name");
    }
    String name = arguments.text("a service name");
    if (!NAMES.contains(name)) {
      throw new RuleSyntaxException(
          "'" + name + "' unknown service name, there is " + String.join(", ", NAMES));
    }
    return new Use(new Verdict.Serve(name));
  }
}
