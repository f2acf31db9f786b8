package io.spillway.proxy.definition;

import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.proxy.check.CheckStep;
import io.spillway.rules.RulesetKind;
import io.spillway.rules.SwitchingRule;
import io.spillway.rules.action.SwitchMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks how the sections of a configuration fit together, once all of them are read. Confined to
 * the thread that reads the configuration.
 */
final class ConfigurationChecks {
  private static final String MISSING_TIMEOUTS =
      "\n   | While not properly invalid, you will certainly encounter various problems"
          + "\n   | with such a configuration. To fix this, please ensure that all following"
          + "\n   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.";

  private final List<ProxySection> proxies;
  private final Map<String, ProxySection> frontends;
  private final Map<String, ProxySection> backends;
  private final Settings global;
  private final Diagnostics diagnostics;

  ConfigurationChecks(
      List<ProxySection> proxies,
      Map<String, ProxySection> frontends,
      Map<String, ProxySection> backends,
      Settings global,
      Diagnostics diagnostics) {
    this.proxies = proxies;
    this.frontends = frontends;
    this.backends = backends;
    this.global = global;
    this.diagnostics = diagnostics;
  }

  void run() {
    checkIds();
    for (ProxySection proxy : proxies) {
      Settings settings = proxy.settings().build();
      if (settings.get(ProxyKeywords.DISABLED)) {
        continue;
      }
      boolean isHttp = settings.get(Mode.MODE) == Mode.HTTP;
      if (proxy.has(Capability.FRONTEND)) {
        checkBackendsOf(proxy, settings);
        checkBinds(proxy);
        checkLog(proxy, settings);
        if (!isHttp) {
          replaceHttpLog(proxy, settings);
        }
      }
      if (proxy.has(Capability.BACKEND)) {
        checkServers(proxy, settings);
        ExternalCheckKeywords.verify(proxy, global, diagnostics);
        if (!isHttp && settings.get(BalanceKeywords.BALANCE).needsHttp()) {
          warn(
              proxy,
              BalanceKeywords.BALANCE,
              settings,
              "Layer 7 hash not possible for "
                  + proxy.described()
                  + " (needs 'mode http'). Falling back to round robin.");
          proxy.copy(
              BalanceKeywords.BALANCE, BalanceKeywords.BALANCE, BalanceDefinition.ROUND_ROBIN);
        }
      }
      checkTimeouts(proxy, settings);
      if (!isHttp) {
        warnOfHttp(proxy, settings);
      }
      warnOfCapture(proxy, settings);
    }
  }

  private void warnOfCapture(ProxySection proxy, Settings settings) {
    int most = global.get(Tuning.COOKIE_LENGTH);
    if (settings.get(CookieKeywords.CAPTURE).filter(kept -> kept.longest() > most).isPresent()) {
      warn(
          proxy,
          CookieKeywords.CAPTURE,
          settings,
          "truncating capture length to " + most + " bytes for " + proxy.described() + ".");
    }
  }

  private void add(Severity severity, SourcePosition position, String message) {
    diagnostics.add(Diagnostic.ofConfiguration(severity, position, message));
  }

  private void warn(ProxySection proxy, Setting<?> setting, Settings settings, String message) {
    SourcePosition position = settings.positionOf(setting);
    add(Severity.WARNING, position == null ? proxy.position() : position, message);
  }

  private void checkIds() {
    Map<Integer, ProxySection> ids = new HashMap<>();
    for (ProxySection proxy : proxies) {
      int id = proxy.settings().get(ProxyKeywords.ID);
      ProxySection other = id == 0 ? null : ids.putIfAbsent(id, proxy);
      if (other != null) {
        diagnostics.alert(
            proxy.position(),
            "custom id "
                + id
                + " has already been used for "
                + other.described()
                + " at "
                + other.position()
                + ".");
      }
    }
  }

  private void checkBackendsOf(ProxySection proxy, Settings settings) {
    String wanted = settings.get(ProxyKeywords.DEFAULT_BACKEND);
    SourcePosition position = settings.positionOf(ProxyKeywords.DEFAULT_BACKEND);
    if (!wanted.isEmpty() && position != null) {
      checkBackend(proxy, settings, wanted, "default_backend", position);
    }
    for (SwitchingRule rule : settings.get(RuleKeywords.USE_BACKEND)) {
      String name = rule.name();
      if (name != null) {
        checkBackend(proxy, settings, name, "use_backend", rule.position());
      }
    }
  }

  private void checkBackend(
      ProxySection proxy, Settings settings, String name, String keyword, SourcePosition position) {
    ProxySection backend = backends.get(name);
    if (backend == null) {
      String hint =
          frontends.containsKey(name)
              ? " ('" + name + "' is a frontend, which has no servers)"
              : "";
      add(
          Severity.ALERT,
          position,
          "Proxy '"
              + proxy.name()
              + "': unable to find required "
              + keyword
              + ": '"
              + name
              + "'"
              + hint
              + ".");
      return;
    }
    if (backend == proxy) {
      add(
          Severity.ALERT,
          position,
          "Proxy '" + proxy.name() + "': loop detected for " + keyword + ": '" + name + "'.");
      return;
    }
    Mode mode = settings.get(Mode.MODE);
    Mode backendMode = backend.settings().get(Mode.MODE);
    if (mode != backendMode && mode == Mode.HTTP) {
      add(
          Severity.ALERT,
          position,
          mode
              + " "
              + proxy.described()
              + " ("
              + proxy.position()
              + ") tries to use incompatible "
              + backendMode
              + " "
              + backend.described()
              + " ("
              + backend.position()
              + ")"
              + (keyword.equals("default_backend")
                  ? " as its default backend"
                  : " in a 'use_backend' rule")
              + " (see 'mode').");
    }
  }

  private void checkBinds(ProxySection proxy) {
    if (proxy.binds().isEmpty()) {
      add(
          Severity.WARNING,
          proxy.position(),
          proxy.described()
              + " has no 'bind' directive. Please declare it as a backend if this was intended.");
    }
  }

  private void checkLog(ProxySection proxy, Settings settings) {
    if (settings.get(LogKeywords.FORMAT).isPresent()
        && proxy.setsItself(LogKeywords.FORMAT)
        && settings.get(LogKeywords.TARGETS).isEmpty()) {
      warn(
          proxy,
          LogKeywords.FORMAT,
          settings,
          "log format ignored for " + proxy.described() + " since it has no log address.");
    }
  }

  private void replaceHttpLog(ProxySection proxy, Settings settings) {
    settings
        .get(LogKeywords.FALLBACK)
        .ifPresent(
            fallback -> {
              warn(
                  proxy,
                  LogKeywords.FALLBACK,
                  settings,
                  "'option "
                      + fallback.option()
                      + "' not usable with "
                      + proxy.described()
                      + " (needs 'mode http'). Falling back to 'option tcplog'.");
              proxy.copy(LogKeywords.FALLBACK, LogKeywords.FORMAT, Optional.of(fallback.format()));
            });
  }

  private void checkTimeouts(ProxySection proxy, Settings settings) {
    boolean isMissing =
        proxy.has(Capability.FRONTEND)
            && !proxy.binds().isEmpty()
            && isZero(Timeouts.CLIENT, settings);
    isMissing |=
        proxy.has(Capability.BACKEND)
            && !proxy.servers().isEmpty()
            && (isZero(Timeouts.CONNECT, settings) || isZero(Timeouts.SERVER, settings));
    if (isMissing) {
      add(
          Severity.WARNING,
          proxy.position(),
          "missing timeouts for " + proxy.described() + "." + MISSING_TIMEOUTS);
    }
  }

  private static boolean isZero(Setting<Duration> setting, Settings settings) {
    return settings.get(setting).isZero();
  }

  /** Warns of what only makes sense where HTTP is spoken. */
  private void warnOfHttp(ProxySection proxy, Settings settings) {
    if (mayBecomeHttp(settings)) {
      return;
    }
    String where = " ignored for " + proxy.described();
    if (!settings.get(MonitorKeywords.URI).isEmpty()) {
      warn(
          proxy,
          MonitorKeywords.URI,
          settings,
          "monitor-uri will be ignored for " + proxy.described() + " (needs 'mode http').");
    }
    if (settings.get(StatsKeywords.ENABLED)) {
      warn(
          proxy,
          StatsKeywords.ENABLED,
          settings,
          "'stats' statement" + where + " as it requires HTTP mode.");
    }
    if (settings.isSet(DashboardKeywords.USERS)) {
      warn(
          proxy,
          DashboardKeywords.USERS,
          settings,
          "'dashboard' statement" + where + " as it requires HTTP mode.");
    }
    if (settings.isSet(CookieKeywords.CAPTURE)) {
      warn(
          proxy,
          CookieKeywords.CAPTURE,
          settings,
          "'capture' statement" + where + " as it requires HTTP mode.");
    }
    warnOfCookie(proxy, settings);
    for (RulesetKind kind : RulesetKind.values()) {
      Setting<?> rules = RuleKeywords.rules(kind);
      if (kind.isHttp() && settings.isSet(rules)) {
        warn(
            proxy,
            rules,
            settings,
            "'" + kind.keyword() + "' rules" + where + " as they require HTTP mode.");
      }
    }
    for (Setting<?> option :
        List.of(ForwardingKeywords.FORWARD_FOR, ForwardingKeywords.ORIGINAL_TO)) {
      if (settings.isSet(option)) {
        warn(
            proxy,
            option,
            settings,
            "'" + option.name() + "'" + where + " as it requires HTTP mode.");
      }
    }
    for (Setting<Boolean> option : Options.httpOnly()) {
      if (settings.get(option)) {
        warn(
            proxy,
            option,
            settings,
            "'" + option.name() + "'" + where + " as it requires HTTP mode.");
      }
    }
  }

  /** Whether a rule has connections go on as ones of HTTP. */
  private static boolean mayBecomeHttp(Settings settings) {
    return settings.get(RuleKeywords.rules(RulesetKind.TCP_REQUEST_CONTENT)).stream()
        .anyMatch(rule -> rule.action() instanceof SwitchMode);
  }

  private void warnOfCookie(ProxySection proxy, Settings settings) {
    if (settings.isSet(CookieKeywords.COOKIE)) {
      warn(
          proxy,
          CookieKeywords.COOKIE,
          settings,
          "cookie will be ignored for " + proxy.described() + " (needs 'mode http').");
    }
    for (ServerLine server : proxy.servers()) {
      if (!server.settings().get(ServerKeywords.COOKIE).isEmpty()) {
        add(
            Severity.WARNING,
            server.position(),
            proxy.described()
                + " : ignoring cookie for server '"
                + server.name()
                + "' as HTTP mode is disabled.");
      }
    }
  }

  private void checkServers(ProxySection proxy, Settings settings) {
    Map<String, ServerLine> byName = new HashMap<>();
    for (ServerLine server : proxy.servers()) {
      ServerLine other = byName.putIfAbsent(server.name(), server);
      if (other != null) {
        diagnostics.alert(
            server.position(),
            proxy.described()
                + ", another server named '"
                + server.name()
                + "' was already defined at line "
                + other.position().line()
                + ", please use distinct names.");
      }
      checkPort(proxy, server, settings);
      checkTracking(server);
    }
    for (SwitchingRule rule : settings.get(RuleKeywords.USE_SERVER)) {
      String name = rule.name();
      if (name != null && !byName.containsKey(name)) {
        add(
            Severity.ALERT,
            rule.position(),
            proxy.described()
                + " : unable to find server '"
                + name
                + "' referenced in a 'use-server' rule.");
      }
    }
  }

  private void checkPort(ProxySection proxy, ServerLine server, Settings settings) {
    if (!server.settings().get(HealthKeywords.CHECK)
        || server.settings().get(HealthKeywords.CHECK_PORT) != 0
        || !(server.endpoint() instanceof Endpoint.Inet inet)) {
      return;
    }
    boolean hasPort = inet.port() != 0 && server.portOffset() == 0;
    hasPort |=
        server.settings().get(HealthKeywords.CHECK_ADDRESS).orElse(null)
                instanceof Endpoint.Inet address
            && address.port() != 0;
    List<CheckStep> steps = settings.get(CheckKeywords.SCRIPT).steps();
    boolean stepsHavePorts =
        steps.stream().anyMatch(step -> step instanceof CheckStep.Connect)
            && steps.stream()
                .allMatch(
                    step ->
                        !(step instanceof CheckStep.Connect connect)
                            || connect.port() != 0
                            || connect.endpoint() instanceof Endpoint.Inet target
                                && target.port() != 0);
    if (!hasPort && !stepsHavePorts) {
      add(
          Severity.ALERT,
          server.position(),
          "config: "
              + proxy.described()
              + ": server '"
              + server.name()
              + "' has neither service port nor check port.");
    }
  }

  private void checkTracking(ServerLine server) {
    String track = server.settings().get(HealthKeywords.TRACK);
    if (track.isEmpty()) {
      return;
    }
    String prefix = "'" + server.described() + "' : ";
    if (server.settings().get(HealthKeywords.CHECK)) {
      diagnostics.alert(
          server.position(), prefix + "unable to enable checks and tracking at the same time!");
      return;
    }
    Set<ServerLine> chain = new HashSet<>(Set.of(server));
    ServerLine last = server;
    while (true) {
      String wanted = last.settings().get(HealthKeywords.TRACK);
      if (wanted.isEmpty()) {
        break;
      }
      ServerLine next = tracked(last, wanted, last == server ? prefix : null);
      if (next == null) {
        return;
      }
      if (!chain.add(next)) {
        diagnostics.alert(
            server.position(),
            prefix
                + "unable to track "
                + wanted
                + " as it belongs to a tracking chain looping back to "
                + server.section().name()
                + "/"
                + server.name()
                + ".");
        return;
      }
      last = next;
    }
    if (!last.settings().get(HealthKeywords.CHECK)) {
      diagnostics.alert(
          server.position(),
          prefix
              + "unable to use "
              + last.section().name()
              + "/"
              + last.name()
              + " for tracking as it does not have any check nor agent enabled.");
    }
  }

  /**
   * The server that {@code wanted} names; tells that there is none where {@code prefix} is given.
   */
  private @Nullable ServerLine tracked(ServerLine server, String wanted, @Nullable String prefix) {
    int slash = wanted.indexOf('/');
    String proxyName = slash < 0 ? server.section().name() : wanted.substring(0, slash);
    String name = wanted.substring(slash + 1);
    ProxySection proxy = backends.get(proxyName);
    if (proxy == null) {
      if (prefix != null) {
        diagnostics.alert(
            server.position(),
            prefix + "unable to find required proxy '" + proxyName + "' for tracking.");
      }
      return null;
    }
    for (ServerLine candidate : proxy.servers()) {
      if (candidate.name().equals(name)) {
        return candidate;
      }
    }
    if (prefix != null) {
      diagnostics.alert(
          server.position(),
          prefix + "unable to find required server '" + name + "' for tracking.");
    }
    return null;
  }
}
