package io.spillway.assembly;

import io.spillway.config.Severity;
import io.spillway.process.Announcer;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.Counter;
import io.spillway.proxy.stats.FrontendStatus;
import io.spillway.proxy.stats.ProxyStatus;
import java.util.List;

/** The state of all servers and proxies as SIGHUP tells it (management manual, chapter 5). */
final class StateReport {
  private StateReport() {}

  static void tell(List<ProxyStatus> proxies, Announcer announcer) {
    announcer.tell(Severity.WARNING, "SIGHUP received, dumping servers states.");
    for (ProxyStatus proxy : proxies) {
      List<Server> servers = proxy.backend() == null ? List.of() : proxy.backend().servers();
      for (Server server : servers) {
        announcer.tell(
            Severity.WARNING,
            "SIGHUP: Server "
                + server.path()
                + " is "
                + (server.usable() ? "UP" : "DOWN")
                + ". Conn: "
                + server.sessions().value()
                + " act, "
                + server.waiting()
                + " pend, "
                + server.statistics().total(Counter.SESSIONS)
                + " tot.");
      }
      announcer.tell(
          Severity.WARNING,
          "SIGHUP: Proxy " + proxy.name() + " has " + available(servers) + connections(proxy));
    }
  }

  private static String available(List<Server> servers) {
    long active = servers.stream().filter(s -> s.usable() && !s.isBackup()).count();
    long backup = servers.stream().filter(s -> s.usable() && s.isBackup()).count();
    if (servers.isEmpty()) {
      return "no servers.";
    }
    return active + backup == 0
        ? "no server available !"
        : active + " active servers and " + backup + " backup servers available.";
  }

  private static String connections(ProxyStatus proxy) {
    FrontendStatus frontend = proxy.frontend();
    BackendStatus backend = proxy.backend();
    return " Conn: act(FE+BE): "
        + (frontend == null ? 0 : frontend.statistics().sessions().value())
        + "+"
        + (backend == null ? 0 : backend.statistics().sessions().value())
        + ", "
        + (backend == null ? 0 : backend.queued() + waiting(backend))
        + " pend ("
        + (backend == null ? 0 : backend.queued())
        + " unass), tot(FE+BE): "
        + (frontend == null ? 0 : frontend.statistics().total(Counter.CONNECTIONS))
        + "+"
        + (backend == null ? 0 : backend.statistics().total(Counter.SESSIONS))
        + ".";
  }

  private static int waiting(BackendStatus backend) {
    return backend.servers().stream().mapToInt(Server::waiting).sum();
  }
}
