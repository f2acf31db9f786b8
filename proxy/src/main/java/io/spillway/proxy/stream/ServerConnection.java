package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.http.HeadLimits;
import io.spillway.http.ResponseHead;
import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Duplex;
import io.spillway.net.Loop;
import io.spillway.net.PacketMarks;
import io.spillway.net.SocketOptions;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerProtocol;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server as a stream uses it: a whole connection of HTTP/1, used by one stream at
 * a time and idle in between, or one stream of a connection of HTTP/2. Confined to its loop.
 *
 * <p>While it is idle, whatever happens to it (bytes that nobody asked for, the server closing)
 * ends it.
 */
final class ServerConnection implements Connection.Owner, ServerOpening.Client {
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

    /** The server sent what is no message of HTTP/2; nothing more comes. */
    void serverMalformed();

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
  private final ServerProtocol protocol;
  private final PacketMarks marks;
  private @Nullable Connection connection;
  private @Nullable Http2ServerSession session;
  private @Nullable Http2ServerStream stream;
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
   * @param protocol what is to be spoken
   * @param marks what its packets bear
   * @param pool the loop's connections to {@code server}
   */
  ServerConnection(
      Server server,
      Loop loop,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      ServerProtocol protocol,
      PacketMarks marks,
      IdleConnections pool) {
    this.server = server;
    this.loop = loop;
    this.proxyHeader = proxyHeader;
    this.serverName = serverName;
    this.protocol = protocol;
    this.marks = marks;
    this.pool = pool;
  }

  /** Begins to connect for {@code firstUser}. */
  void connect(Connector connector, SocketAddress address, SocketOptions options, User firstUser) {
    use(firstUser);
    begin(connector, address, options);
  }

  private void begin(Connector connector, SocketAddress address, SocketOptions options) {
    connection =
        new ServerOpening(
                ServerKeywords.socks(server), server.tls(protocol), proxyHeader, serverName, this)
            .begin(connector, loop, address, options, this);
  }

  /**
   * Waits for {@code shared} to be open, and becomes a stream of it then, for {@code firstUser}.
   */
  void join(Http2ServerSession shared, User firstUser) {
    belongTo(shared);
    user = firstUser;
    uses++;
    shared.await(this);
  }

  /** Is to become a stream of {@code shared}, which is open, when it is attached. */
  void belongTo(Http2ServerSession shared) {
    session = shared;
  }

  /** The server at the other end. */
  Server server() {
    return server;
  }

  /** What requests are written to; only after it stands. */
  Duplex connection() {
    Http2ServerStream shared = stream;
    return shared == null ? transport() : shared;
  }

  /** The transport, which other streams may share; only after {@link #connect}. */
  Connection transport() {
    Connection current = session == null ? connection : session.transport();
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    return current;
  }

  /** Whether HTTP/2 is spoken. */
  boolean isHttp2() {
    return stream != null;
  }

  /** What was to be spoken. */
  ServerProtocol protocol() {
    return protocol;
  }

  /** The PROXY protocol header that it begins with, or null. */
  byte @Nullable [] proxyHeader() {
    return proxyHeader;
  }

  /** The name that the server is asked for, or null. */
  @Nullable String serverName() {
    return serverName;
  }

  /** Whether it is a stream of a connection of HTTP/2, or waits for one. */
  boolean mayBeHttp2() {
    return session != null;
  }

  /** Whether it is a stream of a connection that streams of any client use. */
  boolean isShared() {
    return session != null && session.isShared();
  }

  /** Whether the server said that it did nothing about the request. */
  boolean wasRefused() {
    return stream != null && stream.wasRefused();
  }

  /** The code that the server reset the stream with, or -1 where it did not. */
  int resetCode() {
    return stream == null ? -1 : stream.resetCode();
  }

  /** The number of the stream in its connection, from 1; -1 while it has none. */
  int streamId() {
    Http2ServerStream shared = stream;
    return shared == null ? uses : shared.id() == 0 ? -1 : shared.id();
  }

  /** How many streams its connection carries now. */
  int streamCount() {
    return session == null ? 1 : session.streamCount();
  }

  /** How many streams its connection may carry at once. */
  int streamLimit() {
    return session == null ? 1 : session.streamLimit();
  }

  /** Whether it ended because the transport did, rather than by the server's decision. */
  boolean endedWithTransport() {
    return stream == null || stream.endedWithTransport();
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
   * Whether it began with this PROXY protocol header, or for null with none, the server was asked
   * for this name, or for null for none, and its packets bear these marks.
   */
  boolean isFor(byte @Nullable [] header, @Nullable String name, PacketMarks wanted) {
    return Objects.equals(serverName, name)
        && Arrays.equals(proxyHeader, header)
        && marks.equals(wanted);
  }

  /** What its packets bear. */
  PacketMarks marks() {
    return marks;
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
    return idle && (session == null || session.hasRoom());
  }

  /** Whether a stream uses it, or waits for it. */
  boolean isUsed() {
    return user != null;
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

  /** A tunnel has taken the connection over and ended it. */
  void leave() {
    release();
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
    Http2ServerSession shared = session;
    if (shared != null) {
      idle = false;
      shared.keptBy(null);
      user = next;
      uses++;
      stream = shared.add(this);
      return;
    }
    leavePool();
    use(next);
  }

  /** Takes the connection from its stream and leaves it idle, for its session alone. */
  void keep() {
    release();
    restHead();
    idle = true;
    if (session != null) {
      session.keptBy(this);
      endStream(true);
    }
  }

  /** As {@link #keep}, for any stream; {@link IdleConnections#put} alone calls it. */
  void pool() {
    keep();
    pooled = true;
  }

  /** Takes the connection from its stream and leaves it idle for any, or closes it. */
  void giveBack() {
    if (session == null) {
      pool.put(this);
    } else {
      release();
      restHead();
      endStream(true);
      session.recycle(this);
    }
  }

  /** The stream of HTTP/2 is over; {@code whole} where both messages went through. */
  private void endStream(boolean whole) {
    Http2ServerStream shared = stream;
    stream = null;
    if (shared != null) {
      shared.end(whole);
    }
  }

  /**
   * Takes the connection from its stream and closes it with a reset: this side would otherwise hold
   * its port for a minute, and a busy proxy has only so many.
   */
  void discard() {
    release();
    restHead();
    Http2ServerSession shared = session;
    if (shared != null) {
      shared.leave(this);
      endStream(false);
      if (idle) {
        idle = false;
        shared.keptBy(null);
        shared.close();
      }
      return;
    }
    leavePool();
    transport().reset();
  }

  private void restHead() {
    if (head != null) {
      head.rest();
    }
  }

  @Override
  public void opened() {
    User waiting = user;
    if (waiting == null) {
      transport().close();
    } else if (protocol.isHttp2(transport())) {
      release();
      user = waiting;
      Http2ServerSession made = pool.sessions().adopt(transport(), proxyHeader, serverName, marks);
      connection = null;
      session = made;
      stream = made.add(this);
      waiting.serverConnected();
    } else {
      waiting.serverConnected();
    }
  }

  @Override
  public void openingFailed(Throwable cause) {
    User waiting = user;
    release();
    if (waiting != null) {
      waiting.serverConnectFailed(cause);
    }
  }

  /** The session that it joined is open: it has a stream there. */
  void opened(Http2ServerStream own) {
    stream = own;
    User waiting = user;
    if (waiting != null) {
      waiting.serverConnected();
    }
  }

  /** The session that it joined is to be one of HTTP/1, and this one has its transport. */
  void inherit(Connection transport) {
    session = null;
    connection = transport;
    transport.setOwner(this);
    used = true;
    pool.use();
    opened();
  }

  /** The session that it joined is not to be: it connects by itself. */
  void connectAlone(Connector connector, SocketAddress address, SocketOptions options) {
    session = null;
    used = true;
    pool.use();
    begin(connector, address, options);
  }

  /** The server sent on its stream what is no message. */
  void malformed() {
    User last = user;
    if (last != null) {
      last.serverMalformed();
    }
  }

  @Override
  public void received(ByteBuf bytes) {
    if (user != null) {
      user.serverReceived(bytes);
    } else {
      bytes.release();
      transport().close();
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
      transport().close();
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
      session = null;
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
