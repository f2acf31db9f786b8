package io.spillway.proxy.stream;

import io.netty.buffer.Unpooled;
import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.net.Socks4;
import io.spillway.net.tls.TlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to a server comes to stand: connected, by a SOCKS4 proxy or without, with its
 * PROXY protocol header, made secure. Confined to its loop.
 */
final class ServerOpening implements Connector.Callback, Connection.Handshake {
  /** Who waits for it. */
  interface Client {
    /** It stands. */
    void opened();

    /** It could not be made. */
    void openingFailed(Throwable cause);
  }

  private final @Nullable InetSocketAddress socks;
  private final @Nullable TlsClient tls;
  private final byte @Nullable [] proxyHeader;
  private final @Nullable String serverName;
  private final Client client;
  private byte @Nullable [] socksRequest;
  private Connection.@Nullable Owner owner;
  private @Nullable Connection connection;

  /**
   * Not begun yet.
   *
   * @param socks the SOCKS4 proxy that makes the connection, or null
   * @param tls how it is made secure, or null
   * @param proxyHeader the PROXY protocol header that it begins with, or null
   * @param serverName the name that the server is asked for, where it is secure; or null
   */
  ServerOpening(
      @Nullable InetSocketAddress socks,
      @Nullable TlsClient tls,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      Client client) {
    this.socks = socks;
    this.tls = tls;
    this.proxyHeader = proxyHeader;
    this.serverName = serverName;
    this.client = client;
  }

  /**
   * Begins to connect.
   *
   * @return the connection to be; null where the client was told that there is no socket for it
   */
  @Nullable Connection begin(
      Connector connector,
      Loop loop,
      SocketAddress address,
      SocketOptions options,
      Connection.Owner owner) {
    this.owner = owner;
    if (socks != null) {
      socksRequest = Socks4.request(address);
      if (socksRequest == null) {
        client.openingFailed(new IOException("SOCKS4 knows addresses of IPv4 alone"));
        return null;
      }
    }
    connection = connector.connect(loop, socks == null ? address : socks, options, owner, this);
    return connection;
  }

  @Override
  public void connected() {
    Connection made = connection;
    Connection.Owner next = owner;
    if (made == null || next == null) {
      throw new IllegalStateException("not begun");
    }
    if (socksRequest == null) {
      introduce(made);
    } else {
      new Socks4Opening(made, next, () -> introduce(made), client::openingFailed)
          .begin(socksRequest);
    }
  }

  /** The server is at the other end: tells it what it wants to hear before anything else. */
  private void introduce(Connection made) {
    if (proxyHeader != null) {
      made.write(Unpooled.wrappedBuffer(proxyHeader));
    }
    if (tls != null) {
      made.flush();
      made.secure(tls, serverName, this);
      return;
    }
    client.opened();
    if (proxyHeader != null) {
      // The request's head goes out with it where it is there already.
      made.flush();
    }
  }

  @Override
  public void connectFailed(Throwable cause) {
    client.openingFailed(cause);
  }

  @Override
  public void secured() {
    client.opened();
  }

  @Override
  public void handshakeFailed(Throwable cause) {
    client.openingFailed(cause);
  }
}
