package io.spillway.ops.event;

import io.spillway.net.Endpoint;
import io.spillway.proxy.Backend;
import io.spillway.proxy.server.AdminState;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerListener;
import io.spillway.proxy.server.ServerState;
import io.spillway.proxy.server.ServerTransition;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Publishes what becomes of servers and backends. Thread-safe. */
public final class ServerFeed implements ServerListener {
  private final EventBus bus;
  private final Function<InetAddress, String> facilities;
  private final Map<String, Backend> backends = new HashMap<>();
  private final Set<String> withoutServer = new HashSet<>();

  /**
   * A feed that is told of nothing yet.
   *
   * @param facilities the facility that an address is in, or the empty string
   */
  public ServerFeed(EventBus bus, Function<InetAddress, String> facilities) {
    this.bus = bus;
    this.facilities = facilities;
  }

  /**
   * Listens to all servers of {@code all} from now on, and publishes what is so already: servers
   * that an earlier process left down or in maintenance.
   */
  public void listen(Collection<Backend> all) {
    all.forEach(backend -> backends.put(backend.name(), backend));
    for (Backend backend : all) {
      for (Server server : backend.servers()) {
        server.state().addListener(this);
      }
    }
    for (Backend backend : all) {
      for (Server server : backend.servers()) {
        if (server.state().isInMaintenance()) {
          boolean byCommand = (server.state().admin() & AdminState.FORCED_MAINTENANCE.bit()) != 0;
          if (byCommand) {
            publish(server, ServerEvent.Change.MAINTENANCE, " is in maintenance");
          }
        } else if (server.state().operational() == OperationalState.STOPPED) {
          publish(server, ServerEvent.Change.DOWN, " is DOWN since before this process started");
        }
      }
    }
  }

  @Override
  public void transitioned(ServerTransition transition) {
    Server server = transition.server();
    String text = transition.message(false);
    switch (transition.kind()) {
      case UP -> tell(server, ServerEvent.Change.UP, text);
      case DOWN -> tell(server, ServerEvent.Change.DOWN, text);
      case STOPPING -> tell(server, ServerEvent.Change.STOPPING, text);
      case MAINTENANCE_ENTERED -> tell(server, ServerEvent.Change.MAINTENANCE, text);
      case MAINTENANCE_LEFT -> {
        tell(server, ServerEvent.Change.READY, text);
        tell(server, transition.isUp() ? ServerEvent.Change.UP : ServerEvent.Change.DOWN, text);
      }
      case DRAIN_ENTERED, DRAIN_KEPT -> tell(server, ServerEvent.Change.DRAINED, text);
      case DRAIN_LEFT -> tell(server, ServerEvent.Change.UNDRAINED, text);
    }
    Backend backend = backends.get(proxy(server));
    if (backend != null) {
      look(backend);
    }
  }

  /** Publishes where the backend's servers have all gone, or one has come back. */
  private synchronized void look(Backend backend) {
    boolean usable = backend.servers().stream().anyMatch(Server::usable);
    String name = backend.name();
    if (usable ? withoutServer.remove(name) : withoutServer.add(name)) {
      bus.publish(
          new BackendEvent(
              Subject.backend(name),
              usable,
              usable
                  ? "backend " + name + " has a server again"
                  : "backend " + name + " has no server available"));
    }
  }

  /**
   * What is so now about a problem of an earlier process: the event that ends it, or null while
   * that is not known or it is as it was.
   */
  public @Nullable Event ending(Subject subject, String kind) {
    Backend backend = backends.get(subject.proxy());
    if (subject.kind() == Subject.Kind.BACKEND) {
      if (backend == null) {
        return new BackendEvent(
            subject, true, "backend " + subject.name() + " is no longer configured");
      }
      boolean works = backend.servers().stream().anyMatch(s -> s.usable() && isProven(s));
      return works
          ? new BackendEvent(subject, true, "backend " + subject.name() + " has a server again")
          : null;
    }
    if (subject.kind() != Subject.Kind.SERVER || !kind.startsWith("server-")) {
      return null;
    }
    Server server = backend == null ? null : server(backend, subject.server());
    if (server == null) {
      return new ServerEvent(
          subject,
          ServerEvent.Change.ending(kind),
          false,
          "Server " + subject.name() + " is no longer configured.");
    }
    boolean over =
        switch (kind) {
          case "server-maintenance" -> !server.state().isInMaintenance();
          case "server-drained" -> !server.state().isDraining();
          default -> server.usable() && isProven(server);
        };
    return over
        ? new ServerEvent(
            subject,
            ServerEvent.Change.ending(kind),
            server.isBackup(),
            "Server " + subject.name() + " is UP.")
        : null;
  }

  private static @Nullable Server server(Backend backend, String name) {
    return backend.servers().stream().filter(s -> s.name().equals(name)).findAny().orElse(null);
  }

  /** Whether it is up by a check of this process, or is not checked at all. */
  private static boolean isProven(Server server) {
    ServerState state = server.state();
    ServerState tracked = state.tracked();
    while (tracked != null) {
      state = tracked;
      tracked = state.tracked();
    }
    return !state.policy().isChecked()
        || state.lastCheck().status().verdict() == CheckStatus.Verdict.PASSED;
  }

  private void publish(Server server, ServerEvent.Change change, String what) {
    tell(
        server,
        change,
        (server.isBackup() ? "Backup Server " : "Server ") + server.path() + what + ".");
  }

  private void tell(Server server, ServerEvent.Change change, String text) {
    InetAddress address = server.endpoint() instanceof Endpoint.Inet inet ? inet.address() : null;
    Subject subject =
        Subject.server(
            proxy(server), server.name(), address == null ? "" : facilities.apply(address));
    bus.publish(new ServerEvent(subject, change, server.isBackup(), text));
  }

  private static String proxy(Server server) {
    return server.path().substring(0, server.path().length() - server.name().length() - 1);
  }
}
