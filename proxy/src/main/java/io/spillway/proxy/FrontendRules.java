package io.spillway.proxy;

import io.spillway.rules.Ruleset;
import io.spillway.rules.SwitchingRule;
import java.util.List;

/**
 * What a frontend does with what it receives, in the order of a session's life. Immutable.
 *
 * @param connection {@code tcp-request connection}
 * @param session {@code tcp-request session}
 * @param content {@code tcp-request content}
 * @param request {@code http-request} and {@code redirect}
 * @param switching {@code use_backend}
 * @param response {@code http-response}
 * @param afterResponse {@code http-after-response}
 */
public record FrontendRules(
    Ruleset connection,
    Ruleset session,
    Ruleset content,
    Ruleset request,
    List<SwitchingRule> switching,
    Ruleset response,
    Ruleset afterResponse) {
  /** No rules. */
  public static final FrontendRules NONE =
      new FrontendRules(
          Ruleset.EMPTY,
          Ruleset.EMPTY,
          Ruleset.EMPTY,
          Ruleset.EMPTY,
          List.of(),
          Ruleset.EMPTY,
          Ruleset.EMPTY);

  public FrontendRules {
    switching = List.copyOf(switching);
  }
}
