package io.spillway.ops.stats;

import java.util.List;

/**
 * Which rows a list of statistics has. Immutable.
 *
 * @param proxyId only this proxy, or -1 for all
 * @param types the sum of 1 for frontends, 2 for backends, 4 for servers and 8 for listeners, or -1
 *     for all
 * @param serviceId only the server or listener with this number, or -1 for all
 * @param hidesDown whether servers that are down are left out
 * @param hidesMaintenance whether servers in maintenance are left out
 * @param scopes only the proxies with these names; empty for all
 * @param nameContains only the proxies whose names contain this
 */
public record StatFilter(
    int proxyId,
    int types,
    int serviceId,
    boolean hidesDown,
    boolean hidesMaintenance,
    List<String> scopes,
    String nameContains) {
  /** Everything. */
  public static final StatFilter ALL = new StatFilter(-1, -1, -1, false, false, List.of(), "");

  public StatFilter {
    scopes = List.copyOf(scopes);
  }

  boolean hidesServers() {
    return hidesDown || hidesMaintenance;
  }
}
