package io.spillway.proxy.stream;

import io.netty.buffer.Unpooled;
import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.net.tls.TlsClient;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a connection to a server comes to stand: connected, with its PROXY protocol header, made
 * secure. Confined to its loop.
 */
final class ServerOpening implements Connector.Callback, Connection.Handshake {
  /** Who waits for it. */
  interface Client {
    /** It stands. */
    void opened();

    /** It could not be made. */
    void openingFailed(Throwable cause);
  }

  private final @Nullable TlsClient tls;
  private final byte @Nullable [] proxyHeader;
  private final @Nullable String serverName;
  private final Client client;
  private @Nullable Connection connection;

  /**
   * Not begun yet.
   *
   * @param tls how it is made secure, or null
   * @param proxyHeader the PROXY protocol header that it begins with, or null
   * @param serverName the name that the server is asked for, where it is secure; or null
   */
  ServerOpening(
      @Nullable TlsClient tls,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      Client client) {
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
    connection = connector.connect(loop, address, options, owner, this);
    return connection;
  }

  @Override
  public void connected() {
    Connection made = connection;
    if (made == null) {
      throw new IllegalStateException("not begun");
    }
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
