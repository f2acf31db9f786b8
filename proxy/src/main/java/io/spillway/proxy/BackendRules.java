package io.spillway.proxy;

import io.spillway.proxy.persistence.PersistenceRule;
import io.spillway.proxy.persistence.StickRule;
import io.spillway.rules.Ruleset;
import io.spillway.rules.SwitchingRule;
import java.util.List;

/**
 * What a backend does with what goes through it. Immutable.
 *
 * @param content {@code tcp-request content}
 * @param request {@code http-request} and {@code redirect}
 * @param persistence {@code force-persist} and {@code ignore-persist}
 * @param useServer {@code use-server}
 * @param stickRequest {@code stick on}, {@code stick match} and {@code stick store-request}
 * @param stickResponse {@code stick store-response}
 * @param responseContent {@code tcp-response content}
 * @param response {@code http-response}
 * @param afterResponse {@code http-after-response}
 */
public record BackendRules(
    Ruleset content,
    Ruleset request,
    List<PersistenceRule> persistence,
    List<SwitchingRule> useServer,
    List<StickRule> stickRequest,
    List<StickRule> stickResponse,
    Ruleset responseContent,
    Ruleset response,
    Ruleset afterResponse) {
  /** No rules. */
  public static final BackendRules NONE =
      new BackendRules(
          Ruleset.EMPTY,
          Ruleset.EMPTY,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Ruleset.EMPTY,
          Ruleset.EMPTY,
          Ruleset.EMPTY);

  /** Whether there are {@code stick} rules. */
  public boolean isSticky() {
    return !stickRequest.isEmpty() || !stickResponse.isEmpty();
  }

  public BackendRules {
    persistence = List.copyOf(persistence);
    useServer = List.copyOf(useServer);
    stickRequest = List.copyOf(stickRequest);
    stickResponse = List.copyOf(stickResponse);
  }
}
