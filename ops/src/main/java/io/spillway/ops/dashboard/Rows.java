package io.spillway.ops.dashboard;

import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.RuleKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.StatRows;
import io.spillway.proxy.stats.Statistics;
import io.spillway.rules.SwitchingRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes the rows of a board from live proxies. */
final class Rows {
  private final ProcessStatus process;
  private final List<Row> rows = new ArrayList<>();

  /** What is added to the clock of servers to have the wall clock, in milliseconds. */
  private final long clockOffset;

  private Rows(ProcessStatus process) {
    this.process = process;
    this.clockOffset = System.currentTimeMillis() - process.nowMillis();
  }

  /** The rows of all proxies, in the order of the configuration; a row's number is its index. */
  static List<Row> of(ProcessStatus process) {
    Rows made = new Rows(process);
    for (ProxyStatus proxy : process.proxies()) {
      FrontendStatus frontend = proxy.frontend();
      if (frontend != null) {
        made.add(frontend, proxy);
      }
      BackendStatus backend = proxy.backend();
      if (backend != null) {
        made.add(backend);
      }
    }
    return List.copyOf(made.rows);
  }

  /** How many rows there are now. */
  static int count(ProcessStatus process) {
    int count = 0;
    for (ProxyStatus proxy : process.proxies()) {
      BackendStatus backend = proxy.backend();
      count += proxy.frontend() == null ? 0 : 1;
      count += backend == null ? 0 : 1 + backend.servers().size();
    }
    return count;
  }

  private void add(FrontendStatus frontend, ProxyStatus proxy) {
    int id = rows.size();
    String fixed = fixed(id, frontend, proxy);
    rows.add(new Row(() -> fixed, () -> live(id, frontend)));
  }

  private static String fixed(int id, FrontendStatus frontend, ProxyStatus proxy) {
    Set<String> targets = new LinkedHashSet<>();
    boolean isOpen = false;
    for (SwitchingRule rule : frontend.definition().settings().get(RuleKeywords.USE_BACKEND)) {
      String name = rule.name();
      isOpen |= name == null;
      if (name != null) {
        targets.add(name);
      }
    }
    String usual = frontend.definition().settings().get(ProxyKeywords.DEFAULT_BACKEND);
    if (!usual.isEmpty()) {
      targets.add(usual);
    } else if (proxy.backend() != null) {
      targets.add(proxy.name());
    }
    return JsonText.object()
        .put("id", id)
        .put("kind", "frontend")
        .put("name", proxy.name())
        .put("mode", frontend.isHttp() ? "http" : "tcp")
        .putAll(
            "addresses",
            frontend.listeners().stream().map(ListenerStatus::address).toList(),
            JsonText::add)
        .putAll("backends", targets, JsonText::add)
        .put("others", isOpen)
        .text();
  }

  /** Number, state, sessions, their limit, requests a second, requests, errors, refusals. */
  private String live(int id, FrontendStatus frontend) {
    Statistics statistics = frontend.statistics();
    boolean isHttp = frontend.isHttp();
    long now = process.nowMillis();
    int sessions = statistics.sessions().value();
    String state =
        switch (frontend.state()) {
          case OPEN -> sessions >= frontend.maxConnections() ? "FULL" : "OPEN";
          case PAUSED -> "PAUSED";
          case STOPPED -> "STOP";
        };
    return JsonText.array()
        .add(id)
        .add(state)
        .add(sessions)
        .add(frontend.maxConnections())
        .add((isHttp ? statistics.requestRate() : statistics.sessionRate()).perSecond(now))
        .add(Traffic.requests(statistics, isHttp))
        .add(Traffic.errors(statistics, isHttp))
        .add(statistics.counters().sum(Counter.REQUESTS_DENIED))
        .text();
  }

  private void add(BackendStatus backend) {
    int id = rows.size();
    String fixed =
        JsonText.object()
            .put("id", id)
            .put("kind", "backend")
            .put("name", backend.definition().name())
            .put("mode", backend.isHttp() ? "http" : "tcp")
            .put("balance", backend.algorithm())
            .text();
    rows.add(new Row(() -> fixed, () -> live(id, backend)));
    for (Server server : backend.servers()) {
      int number = rows.size();
      rows.add(new Row(() -> fixed(number, id, server), () -> live(number, backend, server)));
    }
  }

  /**
   * Number, usable servers, servers, sessions, waiting streams, streams a second, latency,
   * requests, errors, since when.
   */
  private String live(int id, BackendStatus backend) {
    Statistics statistics = backend.statistics();
    boolean isHttp = backend.isHttp();
    int usable = 0;
    int waiting = backend.queued();
    for (Server server : backend.servers()) {
      usable += server.usable() ? 1 : 0;
      waiting += server.waiting();
    }
    return JsonText.array()
        .add(id)
        .add(usable)
        .add(backend.servers().size())
        .add(statistics.sessions().value())
        .add(waiting)
        .add(statistics.sessionRate().perSecond(process.nowMillis()))
        .add(Traffic.latency(statistics, isHttp))
        .add(Traffic.requests(statistics, isHttp))
        .add(Traffic.errors(statistics, isHttp))
        .add(backend.uptime().changedMillis() + clockOffset)
        .text();
  }

  private static String fixed(int id, int backend, Server server) {
    return JsonText.object()
        .put("id", id)
        .put("kind", "server")
        .put("backend", backend)
        .put("name", server.name())
        .put("address", StatRows.address(server.endpoint()))
        .put("tier", server.isBackup() ? 0 : server.policy().tier())
        .put("usualWeight", server.initialWeight())
        .text();
  }

  /**
   * Number, condition, state, reason, whether it takes streams, weight, sessions, waiting streams,
   * streams a second, latency, errors, since when.
   */
  private String live(int id, BackendStatus backend, Server server) {
    Statistics statistics = server.statistics();
    boolean isHttp = backend.isHttp();
    return JsonText.array()
        .add(id)
        .add(Condition.of(server).word())
        .add(server.state().status())
        .add(Condition.reason(server))
        .add(server.usable() && backend.isServing(server) ? 1 : 0)
        .add(server.weight())
        .add(statistics.sessions().value())
        .add(server.waiting())
        .add(statistics.sessionRate().perSecond(process.nowMillis()))
        .add(Traffic.latency(statistics, isHttp))
        .add(Traffic.errorsOfServer(statistics, isHttp))
        .add(server.state().lastChangeMillis() + clockOffset)
        .text();
  }
}
