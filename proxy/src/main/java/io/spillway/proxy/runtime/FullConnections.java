package io.spillway.proxy.runtime;

import io.spillway.config.Settings;
import io.spillway.proxy.definition.Limits;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.RuleKeywords;
import io.spillway.rules.SwitchingRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code fullconn} is where a backend sets none: a tenth of the connections of all frontends
 * that lead to it (configuration manual, {@code fullconn}). Stateless.
 */
final class FullConnections {
  private static final long SHARE = 10;

  private FullConnections() {}

  /**
   * The value for each backend that a frontend leads to, at least 1.
   *
   * @param maxConnections the {@code maxconn} of frontends that set none
   */
  static Map<String, Integer> of(List<ProxyDefinition> proxies, int maxConnections) {
    Map<String, Long> sums = new HashMap<>();
    for (ProxyDefinition proxy : proxies) {
      if (proxy.kind().isFrontend()) {
        int own = proxy.settings().get(Limits.MAX_CONNECTIONS);
        long most = own == 0 ? maxConnections : own;
        targets(proxy).forEach(target -> sums.merge(target, most, Long::sum));
      }
    }
    Map<String, Integer> full = new HashMap<>();
    sums.forEach((backend, sum) -> full.put(backend, (int) Math.max(1, (sum + SHARE - 1) / SHARE)));
    return full;
  }

  /** The backends that are known to be led to; those whose names requests give are not. */
  private static Set<String> targets(ProxyDefinition frontend) {
    Settings settings = frontend.settings();
    Set<String> targets = new HashSet<>();
    for (SwitchingRule rule : settings.get(RuleKeywords.USE_BACKEND)) {
      String name = rule.name();
      if (name != null) {
        targets.add(name);
      }
    }
    targets.add(settings.get(ProxyKeywords.DEFAULT_BACKEND));
    if (frontend.kind().isBackend()) {
      targets.add(frontend.name());
    }
    return targets;
  }
}
