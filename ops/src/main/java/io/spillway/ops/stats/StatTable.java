package io.spillway.ops.stats;

import io.spillway.proxy.definition.Options;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ListenerStatus;
import io.spillway.proxy.stats.ProcessStatus;
import io.spillway.proxy.stats.ProxyStatus;
import io.spillway.proxy.stats.StatRow;
import io.spillway.proxy.stats.StatRows;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@code show stat} for a filter, in HAProxy's order. Stateless. */
public final class StatTable {
  private StatTable() {}

  /**
   * The rows, proxy after proxy: the frontend, its listeners with {@code option socket-stats}, the
   * servers, the backend.
   *
   * @param showsLegends whether addresses, cookies and algorithms are told
   */
  public static List<StatRow> rows(ProcessStatus process, StatFilter filter, boolean showsLegends) {
    StatRows fill = new StatRows(process, showsLegends);
    List<StatRow> rows = new ArrayList<>();
    for (ProxyStatus proxy : process.proxies()) {
      if (matches(filter, proxy)) {
        addRows(proxy, filter, fill, rows);
      }
    }
    return rows;
  }

  static boolean matches(StatFilter filter, ProxyStatus proxy) {
    return (filter.proxyId() == -1 || filter.proxyId() == proxy.id())
        && (filter.scopes().isEmpty() || filter.scopes().contains(proxy.name()))
        && proxy.name().contains(filter.nameContains());
  }

  static void addRows(ProxyStatus proxy, StatFilter filter, StatRows fill, List<StatRow> rows) {
    FrontendStatus frontend = proxy.frontend();
    if (frontend != null) {
      if (wants(filter, StatRow.Kind.FRONTEND)) {
        rows.add(fill.frontend(frontend));
      }
      if (frontend.definition().settings().get(Options.SOCKET_STATISTICS)
          && wants(filter, StatRow.Kind.LISTENER)) {
        for (ListenerStatus listener : frontend.listeners()) {
          if (filter.serviceId() == -1 || filter.serviceId() == listener.id()) {
            rows.add(fill.listener(frontend, listener));
          }
        }
      }
    }
    BackendStatus backend = proxy.backend();
    if (backend != null) {
      if (wants(filter, StatRow.Kind.SERVER)) {
        for (Server server : backend.servers()) {
          if (isShown(filter, server)) {
            rows.add(fill.server(backend, server));
          }
        }
      }
      if (wants(filter, StatRow.Kind.BACKEND)) {
        rows.add(fill.backend(backend, filter.hidesServers()));
      }
    }
  }

  private static boolean wants(StatFilter filter, StatRow.Kind kind) {
    return filter.types() == -1 || (filter.types() & 1 << kind.ordinal()) != 0;
  }

  private static boolean isShown(StatFilter filter, Server server) {
    boolean inMaintenance = server.state().isInMaintenance();
    boolean isDown = server.state().operational() == OperationalState.STOPPED;
    return (filter.serviceId() == -1 || filter.serviceId() == server.id())
        && !(filter.hidesMaintenance() && inMaintenance)
        && !(filter.hidesDown() && (inMaintenance || isDown));
  }
}
