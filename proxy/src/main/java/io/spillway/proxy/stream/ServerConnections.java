package io.spillway.proxy.stream;

import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ReuseMode;
import io.spillway.proxy.server.Server;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One loop's connections to servers: those that are idle, and how new ones are made. Confined to
 * the loop.
 */
final class ServerConnections {
  private static final int NO_MAXIMUM = -1;
  private static final long PURGE_DELAY_MILLIS = 5000;

  private final Loop loop;
  private final Connector connector;
  private final Map<Server, IdleConnections> idle = new IdentityHashMap<>();

  ServerConnections(Loop loop, Connector connector) {
    this.loop = loop;
    this.connector = connector;
  }

  /**
   * An idle connection that {@code http-reuse} allows to use, or null.
   *
   * @param firstOfSession whether the stream is the first one of its session
   */
  @Nullable ServerConnection takeIdle(Backend backend, Server server, boolean firstOfSession) {
    IdleConnections pool = idle.get(server);
    if (pool == null) {
      return null;
    }
    return switch (backend.reuse()) {
      case NEVER -> null;
      case SAFE -> firstOfSession ? null : pool.take();
      case AGGRESSIVE -> firstOfSession ? pool.takeProven() : pool.take();
      case ALWAYS -> pool.take();
    };
  }

  /** Leaves {@code connection} idle for another stream, or closes it where that is not wanted. */
  void giveBack(Backend backend, ServerConnection connection) {
    Server server = connection.server();
    if (backend.reuse() == ReuseMode.NEVER || !server.usable()) {
      connection.discard();
      return;
    }
    idle.computeIfAbsent(server, s -> newPool()).put(connection);
  }

  private IdleConnections newPool() {
    return new IdleConnections(NO_MAXIMUM, 0, PURGE_DELAY_MILLIS, loop.timers());
  }

  /** Begins to connect. */
  void connect(Backend backend, ServerConnection connection, ServerAcquisition.Client client) {
    connection.connect(
        connector,
        backend.addressOf(connection.server(), client.destinationPort()),
        backend.socketOptions(),
        client);
  }

  /** Closes the idle connections to {@code server}. */
  void closeIdle(Server server) {
    IdleConnections pool = idle.remove(server);
    if (pool != null) {
      pool.closeAll();
    }
  }
}
