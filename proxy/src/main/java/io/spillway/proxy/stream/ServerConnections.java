package io.spillway.proxy.stream;

import io.spillway.config.Settings;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ReuseMode;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One loop's connections to servers: those that are idle, and how new ones are made. Confined to
 * the loop.
 */
final class ServerConnections {
  private final Loop loop;
  private final Connector connector;
  private final Map<Server, IdleConnections> idle = new IdentityHashMap<>();

  ServerConnections(Loop loop, Connector connector) {
    this.loop = loop;
    this.connector = connector;
  }

  /**
   * An idle connection that {@code http-reuse} allows to use, or null; the caller attaches it.
   *
   * @param proxyHeader the PROXY protocol header that it must have begun with, or null
   * @param serverName the name that the server must have been asked for, or null for none
   * @param own the connection that the session used last, which it gets again where it can
   * @param firstOfSession whether the stream is the first one of its session
   */
  @Nullable ServerConnection findIdle(
      Backend backend,
      Server server,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      @Nullable ServerConnection own,
      boolean firstOfSession) {
    if (server.isWhereClientsWant()) {
      return null;
    }
    if (own != null
        && own.isIdle()
        && own.server() == server
        && own.isFor(proxyHeader, serverName)) {
      return own;
    }
    if (proxyHeader != null) {
      return null;
    }
    IdleConnections pool = idle.get(server);
    if (pool == null) {
      return null;
    }
    return switch (backend.reuse()) {
      case NEVER -> null;
      case SAFE -> firstOfSession ? null : pool.latest(serverName);
      case AGGRESSIVE -> firstOfSession ? pool.latestProven(serverName) : pool.latest(serverName);
      case ALWAYS -> pool.latest(serverName);
    };
  }

  /**
   * Leaves {@code connection} idle for its session or for any stream, or closes it where that is
   * not wanted.
   */
  void giveBack(Backend backend, ServerConnection connection) {
    Server server = connection.server();
    int most = server.definition().settings().get(ServerKeywords.MAX_REUSE);
    if ((most >= 0 && connection.uses() > most + 1) || server.isWhereClientsWant()) {
      connection.discard();
    } else if (backend.reuse() == ReuseMode.NEVER || connection.hasProxyHeader()) {
      connection.keep();
    } else {
      connection.giveBack();
    }
  }

  private IdleConnections newPool(Server server) {
    Settings settings = server.definition().settings();
    return new IdleConnections(
        server,
        settings.get(ServerKeywords.POOL_MAX_CONNECTIONS),
        settings.get(ServerKeywords.POOL_LOW_CONNECTIONS),
        settings.get(ServerKeywords.POOL_PURGE_DELAY).toMillis(),
        loop.timers());
  }

  /**
   * A connection to be.
   *
   * @param proxyHeader the PROXY protocol header that it begins with, or null
   * @param serverName the name that the server is asked for, or null
   */
  ServerConnection newConnection(
      Server server, byte @Nullable [] proxyHeader, @Nullable String serverName) {
    return new ServerConnection(
        server, loop, proxyHeader, serverName, idle.computeIfAbsent(server, this::newPool));
  }

  /** Begins to connect. */
  void connect(Backend backend, ServerConnection connection, ServerAcquisition.Client client) {
    Server server = connection.server();
    // Asking where the client went is a call of the kernel.
    boolean isAsked = backend.mapsPort(server) || server.isWhereClientsWant();
    connection.connect(
        connector,
        backend.addressOf(server, isAsked ? client.destination() : null),
        backend.socketOptions(server),
        client);
  }

  /** Closes the idle connections to {@code server}. */
  void closeIdle(Server server) {
    IdleConnections pool = idle.get(server);
    if (pool != null) {
      pool.closeAll();
    }
  }
}
