package io.spillway.ops.runtime;

import io.spillway.proxy.restore.ServerStateText;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.stats.BackendStatus;
import io.spillway.proxy.stats.ProxyStatus;
import java.util.ArrayList;
import java.util.List;

/** {@code show servers state} and {@code show servers conn}. */
final class ServerListCommands {
  private static final long PURGE_DELAY_MILLIS = 5000;

  static final List<Command> ALL =
      List.of(
          Command.of(
              "show servers state",
              "[<backend>]",
              "dump volatile server information (all or for a single backend)",
              Level.OPERATOR,
              ServerListCommands::showState),
          Command.of(
              "show servers conn",
              "[<backend>]",
              "dump server connections status (all or for a single backend)",
              Level.OPERATOR,
              ServerListCommands::showConnections));

  private ServerListCommands() {}

  private static List<BackendStatus> backends(RuntimeSession session, List<String> arguments) {
    if (!arguments.isEmpty()) {
      BackendStatus backend = session.backend(arguments.getFirst());
      return backend == null ? List.of() : List.of(backend);
    }
    List<BackendStatus> all = new ArrayList<>();
    for (ProxyStatus proxy : session.process().proxies()) {
      BackendStatus backend = proxy.backend();
      if (backend != null) {
        all.add(backend);
      }
    }
    return all;
  }

  private static String showState(RuntimeSession session, List<String> arguments) {
    List<BackendStatus> backends = backends(session, arguments);
    if (backends.isEmpty() && !arguments.isEmpty()) {
      return "Can't find backend.\n";
    }
    long now = session.process().nowMillis();
    StringBuilder out = new StringBuilder(ServerStateText.HEADER);
    for (BackendStatus backend : backends) {
      for (Server server : backend.servers()) {
        ServerStateText.append(out, backend, server, now);
      }
    }
    return out.toString();
  }

  private static String showConnections(RuntimeSession session, List<String> arguments) {
    List<BackendStatus> backends = backends(session, arguments);
    if (backends.isEmpty() && !arguments.isEmpty()) {
      return "Can't find backend.\n";
    }
    StringBuilder out =
        new StringBuilder(
            "# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est"
                + " unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[1]\n");
    for (BackendStatus backend : backends) {
      for (Server server : backend.servers()) {
        int idle = server.idleConnections();
        int proven = Math.min(idle, server.provenIdleConnections());
        out.append(server.path()).append(' ').append(backend.id()).append('/');
        out.append(server.id())
            .append(' ')
            .append(ServerStateText.address(server.endpoint()))
            .append(' ');
        out.append(ServerStateText.port(server.endpoint()))
            .append(" - ")
            .append(PURGE_DELAY_MILLIS)
            .append(' ');
        out.append(server.sessions().value()).append(' ').append(server.sessions().max());
        out.append(' ').append(server.sessions().max()).append(' ');
        out.append(idle - proven).append(' ').append(proven);
        out.append(" -1 ").append(idle).append(' ').append(idle).append('\n');
      }
    }
    return out.toString();
  }
}
