package io.spillway.proxy.definition;

import io.spillway.config.SourcePosition;
import io.spillway.rules.CallArguments;
import io.spillway.rules.RuleContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The proxies and servers of one configuration, for fetches that name them: what is named must be
 * there, but may be declared later. Confined to the thread that reads the configuration, but for
 * {@link #hasFrontend}.
 */
public final class KnownProxies {
  private final Map<String, Set<String>> backends = new HashMap<>();
  private final Set<String> frontends = new HashSet<>();

  private KnownProxies() {}

  /** Those of the configuration that {@code context} belongs to. */
  public static KnownProxies of(RuleContext context) {
    return context.shared(KnownProxies.class, KnownProxies::new);
  }

  /** Adds a backend with the names of its servers. */
  void add(ProxySection backend) {
    Set<String> servers = new HashSet<>();
    backend.servers().forEach(server -> servers.add(server.name()));
    backends.put(backend.name(), servers);
  }

  /** Adds a frontend. */
  void addFrontend(String name) {
    frontends.add(name);
  }

  /** Whether there is a frontend called {@code name}; to be asked when all is read. */
  public boolean hasFrontend(String name) {
    return frontends.contains(name);
  }

  /** Has an alert written, once all is read, unless there is a backend of this name. */
  public static void requireBackend(CallArguments arguments, String name) {
    require(
        arguments,
        proxies ->
            proxies.backends.containsKey(name) ? "" : "unable to find backend '" + name + "'");
  }

  /**
   * Has an alert written, once all is read, unless there is a server of this name.
   *
   * @param name {@code backend/server}, or the server alone for the section's own
   */
  public static void requireServer(CallArguments arguments, String name) {
    int slash = name.indexOf('/');
    if (slash < 0 && !arguments.scope().isBackend()) {
      // Rules of defaults sections are about whatever proxy has them.
      return;
    }
    String backend = slash < 0 ? arguments.scope().name() : name.substring(0, slash);
    String server = name.substring(slash + 1);
    require(
        arguments,
        proxies -> {
          Set<String> servers = proxies.backends.get(backend);
          if (servers == null) {
            return "unable to find proxy '" + backend + "'";
          }
          return servers.contains(server)
              ? ""
              : "unable to find server '" + server + "' in proxy '" + backend + "'";
        });
  }

  /** Says what is wrong, or nothing. */
  private interface Question {
    String ask(KnownProxies proxies);
  }

  private static void require(CallArguments arguments, Question question) {
    RuleContext context = arguments.scope().context();
    SourcePosition position = arguments.scope().position();
    KnownProxies proxies = of(context);
    context.later(
        diagnostics -> {
          String wrong = question.ask(proxies);
          if (!wrong.isEmpty()) {
            diagnostics.alert(
                position,
                wrong
                    + ", referenced in arg 1 of '"
                    + arguments.name()
                    + "' in proxy '"
                    + arguments.scope().name()
                    + "'.");
          }
        });
  }
}
