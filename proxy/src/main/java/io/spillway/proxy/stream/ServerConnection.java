package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.HeadLimits;
import io.spillway.http.ResponseHead;
import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.net.SocketOptions;
import io.spillway.net.tls.TlsClient;
import io.spillway.proxy.server.Server;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, used by one stream at a time and idle in between. Confined to its loop.
 *
 * <p>While it is idle, whatever happens to it (bytes that nobody asked for, the server closing)
 * ends it.
 */
final class ServerConnection implements Connection.Owner, Connector.Callback, Connection.Handshake {
  /** The stream that uses the connection. */
  interface User {
    /** The connection stands. */
    void serverConnected();

    /** It could not be made. */
    void serverConnectFailed(Throwable cause);

    /** The server sent bytes, now the user's to release or pass on. */
    void serverReceived(ByteBuf bytes);

    /** No more bytes for now: flush. */
    void serverReceivedAll();

    /** The server sent all that it will send. */
    void serverInputClosed();

    /** More may be written to the server. */
    void serverWritable();

    /** The connection is gone. */
    void serverClosed();
  }

  /** The neighbours among the idle connections; {@link IdleConnections} alone uses them. */
  @Nullable ServerConnection previousIdle;

  @Nullable ServerConnection nextIdle;

  private final Server server;
  private final Loop loop;
  private final byte @Nullable [] proxyHeader;
  private final @Nullable String serverName;
  private @Nullable Connection connection;
  private @Nullable ResponseHead head;
  private @Nullable User user;
  private final IdleConnections pool;
  private int uses;
  private boolean used;
  private boolean idle;
  private boolean pooled;
  private boolean failed;

  /**
   * Not connected yet.
   *
   * @param proxyHeader the PROXY protocol header that it begins with, or null
   * @param serverName the name that the server is asked for, where connections are secure; or null
   * @param pool the loop's connections to {@code server}
   */
  ServerConnection(
      Server server,
      Loop loop,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      IdleConnections pool) {
    this.server = server;
    this.loop = loop;
    this.proxyHeader = proxyHeader;
    this.serverName = serverName;
    this.pool = pool;
  }

  /** Begins to connect for {@code firstUser}. */
  void connect(Connector connector, SocketAddress address, SocketOptions options, User firstUser) {
    use(firstUser);
    connection = connector.connect(loop, address, options, this, this);
  }

  /** The server at the other end. */
  Server server() {
    return server;
  }

  /** The transport; only after {@link #connect}. */
  Connection connection() {
    Connection current = connection;
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    return current;
  }

  /** Where responses on this connection are parsed. */
  ResponseHead head(HeadLimits limits) {
    ResponseHead current = head;
    if (current == null) {
      current = new ResponseHead(limits);
      head = current;
    }
    return current;
  }

  /**
   * Whether it began with this PROXY protocol header, or for null with none, and the server was
   * asked for this name, or for null for none.
   */
  boolean isFor(byte @Nullable [] header, @Nullable String name) {
    return Objects.equals(serverName, name) && Arrays.equals(proxyHeader, header);
  }

  /** Whether it began with a PROXY protocol header. */
  boolean hasProxyHeader() {
    return proxyHeader != null;
  }

  /** How many streams have used this connection, the present one included. */
  int uses() {
    return uses;
  }

  /** Whether the transport failed, rather than ended. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether no stream uses the connection and the next one may. */
  boolean isIdle() {
    return idle;
  }

  /** Whether only its own session may use the connection. */
  boolean isPrivate() {
    return !pooled;
  }

  private void use(User next) {
    user = next;
    uses++;
    used = true;
    pool.use();
  }

  private void release() {
    user = null;
    if (used) {
      used = false;
      pool.release();
    }
  }

  /** Gives the idle connection to {@code next}. */
  void attach(User next) {
    leavePool();
    use(next);
  }

  /** Takes the connection from its stream and leaves it idle, for its session alone. */
  void keep() {
    release();
    restHead();
    idle = true;
  }

  /** As {@link #keep}, for any stream; {@link IdleConnections#put} alone calls it. */
  void pool() {
    keep();
    pooled = true;
  }

  /** Takes the connection from its stream and leaves it idle for any, or closes it. */
  void giveBack() {
    pool.put(this);
  }

  /**
   * Takes the connection from its stream and closes it with a reset: this side would otherwise hold
   * its port for a minute, and a busy proxy has only so many.
   */
  void discard() {
    release();
    leavePool();
    restHead();
    connection().reset();
  }

  private void restHead() {
    if (head != null) {
      head.rest();
    }
  }

  @Override
  public void connected() {
    User waiting = user;
    if (waiting == null) {
      connection().close();
      return;
    }
    TlsClient tls = server.tls();
    if (tls != null) {
      if (proxyHeader != null) {
        connection().write(Unpooled.wrappedBuffer(proxyHeader));
        connection().flush();
      }
      connection().secure(tls, serverName, this);
      return;
    }
    if (proxyHeader == null) {
      waiting.serverConnected();
      return;
    }
    // The request's head goes out with it where it is there already.
    connection().write(Unpooled.wrappedBuffer(proxyHeader));
    waiting.serverConnected();
    connection().flush();
  }

  @Override
  public void secured() {
    User waiting = user;
    if (waiting == null) {
      connection().close();
    } else {
      waiting.serverConnected();
    }
  }

  @Override
  public void handshakeFailed(Throwable cause) {
    connectFailed(cause);
  }

  @Override
  public void connectFailed(Throwable cause) {
    User waiting = user;
    release();
    if (waiting != null) {
      waiting.serverConnectFailed(cause);
    }
  }

  @Override
  public void received(ByteBuf bytes) {
    if (user != null) {
      user.serverReceived(bytes);
    } else {
      bytes.release();
      connection().close();
    }
  }

  @Override
  public void receivedAll() {
    if (user != null) {
      user.serverReceivedAll();
    }
  }

  @Override
  public void inputClosed() {
    if (user != null) {
      user.serverInputClosed();
    } else {
      connection().close();
    }
  }

  @Override
  public void writable() {
    if (user != null) {
      user.serverWritable();
    }
  }

  @Override
  public void failed(Throwable cause) {
    failed = true;
  }

  @Override
  public void closed() {
    User last = user;
    release();
    leavePool();
    if (last != null) {
      last.serverClosed();
    } else {
      // Its session may remember this object for long, and shall not keep what it leads to.
      restHead();
      head = null;
      connection = null;
    }
  }

  private void leavePool() {
    idle = false;
    if (pooled) {
      pooled = false;
      pool.remove(this);
    }
  }
}
