package io.spillway.ops.stats;

import io.spillway.rules.Condition;
import io.spillway.rules.Ruleset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code stats} lines of a proxy. Immutable.
 *
 * @param uriPrefix what the page's URIs begin with: {@code stats uri}
 * @param credentials {@code user:password} of those who may see it; empty for everybody
 * @param realm {@code stats realm}
 * @param rules {@code stats http-request}; decides before the credentials do
 * @param admin when actions are allowed: where one of the conditions holds
 * @param refreshSeconds after how many seconds a browser loads the page again; 0 for never
 * @param hidesVersion {@code stats hide-version}
 * @param scopes the names of the proxies that are shown, {@code .} for the page's own; empty for
 *     all
 * @param description {@code stats show-desc}, or null
 * @param showsLegends {@code stats show-legends}
 * @param node {@code stats show-node}: the name, or null where it is not shown
 * @param proxyName the proxy that the page belongs to
 */
public record StatsSettings(
    String uriPrefix,
    List<String> credentials,
    String realm,
    Ruleset rules,
    List<Condition> admin,
    int refreshSeconds,
    boolean hidesVersion,
    List<String> scopes,
    @Nullable String description,
    boolean showsLegends,
    @Nullable String node,
    String proxyName) {
  /** {@code stats uri} where it is not set. */
  public static final String DEFAULT_URI = "/haproxy?stats";

  /** {@code stats realm} where it is not set. */
  public static final String DEFAULT_REALM = "HAProxy Statistics";

  public StatsSettings {
    credentials = List.copyOf(credentials);
    admin = List.copyOf(admin);
    scopes = List.copyOf(scopes);
  }
}
