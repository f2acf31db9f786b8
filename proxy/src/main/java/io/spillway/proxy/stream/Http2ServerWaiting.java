package io.spillway.proxy.stream;

import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerHttp;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a connection to a server to stand, for a stream of it each. Where it turns out
 * to speak HTTP/1, the first of them gets it, and the others make ones of their own. Confined to
 * the connection's loop.
 */
final class Http2ServerWaiting implements ServerOpening.Client {
  private final Http2ServerSession session;
  private final Server server;
  private final List<ServerConnection> users = new ArrayList<>();
  private @Nullable Connector connector;
  private @Nullable SocketAddress address;
  private @Nullable SocketOptions options;

  Http2ServerWaiting(Http2ServerSession session, Server server) {
    this.session = session;
    this.server = server;
  }

  /** How the connection is to be made. */
  void prepare(Connector by, SocketAddress to, SocketOptions with) {
    connector = by;
    address = to;
    options = with;
  }

  /**
   * Begins to make the connection, for {@link #prepare} said how.
   *
   * @return the connection to be; null where there is no socket for it, which those who wait know
   */
  @Nullable Connection connect(
      ServerHttp http, Loop loop, byte @Nullable [] proxyHeader, @Nullable String serverName) {
    return new ServerOpening(
            ServerKeywords.socks(server), server.tls(http.main()), proxyHeader, serverName, this)
        .begin(
            Objects.requireNonNull(connector),
            loop,
            Objects.requireNonNull(address),
            Objects.requireNonNull(options),
            session);
  }

  /** Whether {@code user} is the only one. */
  boolean add(ServerConnection user) {
    users.add(user);
    return users.size() == 1;
  }

  /** Whether {@code user} was among them. */
  boolean remove(ServerConnection user) {
    return users.remove(user);
  }

  boolean isEmpty() {
    return users.isEmpty();
  }

  /** All of them, who wait no more. Some may have given up: {@link ServerConnection#isUsed}. */
  List<ServerConnection> takeAll() {
    List<ServerConnection> all = List.copyOf(users);
    users.clear();
    return all;
  }

  @Override
  public void opened() {
    Connection made = session.transport();
    if (users.isEmpty()) {
      made.close();
    } else if (server.http().main().isHttp2(made)) {
      session.open(made);
    } else {
      session.isHttp1();
      handOver(made);
    }
  }

  private void handOver(Connection made) {
    boolean inherited = false;
    for (ServerConnection each : takeAll()) {
      if (!each.isUsed()) {
        continue;
      }
      if (inherited) {
        each.connectAlone(
            Objects.requireNonNull(connector),
            Objects.requireNonNull(address),
            Objects.requireNonNull(options));
      } else {
        inherited = true;
        each.inherit(made);
      }
    }
    if (!inherited) {
      made.close();
    }
  }

  @Override
  public void openingFailed(Throwable cause) {
    if (!session.isOpening()) {
      return;
    }
    session.cannotOpen();
    for (ServerConnection each : takeAll()) {
      if (each.isUsed()) {
        each.openingFailed(cause);
      }
    }
  }
}
