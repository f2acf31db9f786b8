package io.spillway.proxy.stream;

import io.spillway.config.Settings;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.net.PacketMarks;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.Backend;
import io.spillway.proxy.ReuseMode;
import io.spillway.proxy.definition.Impersonation;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerProtocol;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
   * @param protocol what is to be spoken on it
   * @param marks what its packets must bear
   * @param own the connection that the session used last, which it gets again where it can
   * @param firstOfSession whether the stream is the first one of its session
   */
  @Nullable ServerConnection findIdle(
      Backend backend,
      Server server,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      ServerProtocol protocol,
      PacketMarks marks,
      @Nullable ServerConnection own,
      boolean firstOfSession) {
    Impersonation impersonation = backend.impersonation(server);
    if (server.isWhereClientsWant() || (impersonation != null && !impersonation.isOfSession())) {
      return null;
    }
    if (own != null
        && own.isIdle()
        && own.server() == server
        && (protocol != ServerProtocol.HTTP_1 || !own.mayBeHttp2())
        && own.isFor(proxyHeader, serverName, marks)) {
      return own;
    }
    if (proxyHeader != null || impersonation != null || !marks.isNone()) {
      return null;
    }
    IdleConnections pool = idle.get(server);
    if (pool == null) {
      return null;
    }
    if (protocol != ServerProtocol.HTTP_1) {
      Http2ServerSession session =
          pool.sessions().find(serverName, backend.reuse(), firstOfSession);
      if (session != null) {
        return session.newConnection();
      }
      if (protocol == ServerProtocol.HTTP_2) {
        return null;
      }
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
    boolean isWornOut = most >= 0 && connection.uses() > most + 1 && !connection.isShared();
    Impersonation impersonation = backend.impersonation(server);
    if (isWornOut
        || server.isWhereClientsWant()
        || (impersonation != null && !impersonation.isOfSession())) {
      connection.discard();
    } else if (backend.reuse() == ReuseMode.NEVER
        || connection.hasProxyHeader()
        || !connection.marks().isNone()
        || impersonation != null) {
      connection.keep();
    } else {
      connection.giveBack();
    }
  }

  private IdleConnections pool(Backend backend, Server server) {
    IdleConnections pool = idle.get(server);
    if (pool == null) {
      Settings settings = server.definition().settings();
      pool =
          new IdleConnections(
              server,
              backend.reuse() != ReuseMode.NEVER,
              settings.get(ServerKeywords.POOL_MAX_CONNECTIONS),
              settings.get(ServerKeywords.POOL_LOW_CONNECTIONS),
              settings.get(ServerKeywords.POOL_PURGE_DELAY).toMillis(),
              loop);
      idle.put(server, pool);
    }
    return pool;
  }

  /**
   * A connection to be.
   *
   * @param proxyHeader the PROXY protocol header that it begins with, or null
   * @param serverName the name that the server is asked for, or null
   * @param protocol what is to be spoken on it
   * @param marks what its packets bear
   */
  ServerConnection newConnection(
      Backend backend,
      Server server,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      ServerProtocol protocol,
      PacketMarks marks) {
    return new ServerConnection(
        server, loop, proxyHeader, serverName, protocol, marks, pool(backend, server));
  }

  /**
   * Begins to connect, or waits for a connection of HTTP/2 that is being made already where {@code
   * http-reuse} allows it.
   *
   * @param firstOfSession whether the stream is the first one of its session
   * @return whether a new connection is made
   */
  boolean connect(
      Backend backend,
      ServerConnection connection,
      ServerAcquisition.Client client,
      boolean firstOfSession) {
    Server server = connection.server();
    // Asking where the client went is a call of the kernel.
    boolean isAsked = backend.mapsPort(server) || server.isWhereClientsWant();
    SocketAddress address = backend.addressOf(server, isAsked ? client.destination() : null);
    SocketOptions options = backend.socketOptions(server);
    Impersonation impersonation = backend.impersonation(server);
    if (impersonation != null) {
      InetSocketAddress foreign = client.addressOf(impersonation);
      options = foreign == null ? options : options.as(foreign);
    }
    if (!connection.marks().isNone()) {
      options = options.with(connection.marks());
    }
    ServerProtocol protocol = connection.protocol();
    if (protocol == ServerProtocol.HTTP_1 || protocol != server.http().main()) {
      connection.connect(connector, address, options, client);
      return true;
    }
    Http2ServerSessions sessions = pool(backend, server).sessions();
    if (!sessions.expectsHttp2()) {
      connection.connect(connector, address, options, client);
      return true;
    }
    byte[] proxyHeader = connection.proxyHeader();
    String serverName = connection.serverName();
    Http2ServerSession session =
        proxyHeader == null && !server.isWhereClientsWant() && connection.marks().isNone()
            ? sessions.findOpening(serverName, backend.reuse(), firstOfSession)
            : null;
    boolean isNew = session == null;
    connection.join(
        session == null
            ? sessions.connect(connector, address, options, proxyHeader, serverName)
            : session,
        client);
    return isNew;
  }

  /** Closes the idle connections to {@code server}. */
  void closeIdle(Server server) {
    IdleConnections pool = idle.get(server);
    if (pool != null) {
      pool.closeAll();
    }
  }
}
