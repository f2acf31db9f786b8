package io.spillway.proxy.stream;

import io.spillway.config.Settings;
import io.spillway.net.Connection;
import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.net.PacketMarks;
import io.spillway.net.SocketOptions;
import io.spillway.net.Timeout;
import io.spillway.proxy.ReuseMode;
import io.spillway.proxy.definition.ServerKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerProtocol;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of HTTP/2 from one loop to one server on which more streams may begin: those that
 * are in use, those that are idle, those that are being made. Confined to the loop.
 *
 * <p>Every {@code pool-purge-delay} half of those that were idle for so long are closed, {@code
 * pool-low-conn} aside; {@code pool-max-conn} is shared with idle connections of HTTP/1 and with
 * the server's other loops.
 */
final class Http2ServerSessions {
  private static final int MAX_LOOKED_AT = 64;

  private final Server server;
  private final Loop loop;
  private final IdleConnections plain;
  private final boolean isShared;
  private final int mostIdle;
  private final int fewestIdle;
  private final int mostUses;
  private final long purgeDelayMillis;
  private final Timeout purge;
  private @Nullable Http2ServerSession first;
  private int idle;
  private int generation;
  private boolean expectsHttp2;

  /**
   * None yet.
   *
   * @param isShared whether streams of different sessions of clients may use one
   * @param plain the idle connections of HTTP/1 to the same server
   */
  Http2ServerSessions(Server server, Loop loop, boolean isShared, IdleConnections plain) {
    Settings settings = server.definition().settings();
    this.server = server;
    this.loop = loop;
    this.isShared = isShared;
    this.plain = plain;
    this.mostIdle = settings.get(ServerKeywords.POOL_MAX_CONNECTIONS);
    this.fewestIdle = settings.get(ServerKeywords.POOL_LOW_CONNECTIONS);
    int mostReuses = settings.get(ServerKeywords.MAX_REUSE);
    this.mostUses = mostReuses < 0 ? -1 : mostReuses + 1;
    this.purgeDelayMillis = settings.get(ServerKeywords.POOL_PURGE_DELAY).toMillis();
    this.purge = new Timeout(loop.timers(), this::purge);
    this.expectsHttp2 = server.http().main() == ServerProtocol.HTTP_2;
  }

  Server server() {
    return server;
  }

  Loop loop() {
    return loop;
  }

  /** Whether a new connection will speak HTTP/2, as far as is known. */
  boolean expectsHttp2() {
    return expectsHttp2;
  }

  /** Which connections there were before the server moved or went down, and which since. */
  int generation() {
    return generation;
  }

  /**
   * An open session with room that {@code http-reuse} lets a stream use, or null.
   *
   * @param serverName the name that the server must have been asked for, or null for none
   * @param isFirst whether the stream is the first one of its session
   */
  @Nullable Http2ServerSession find(@Nullable String serverName, ReuseMode reuse, boolean isFirst) {
    return find(serverName, reuse, isFirst, false);
  }

  /** As {@link #find}, but one that is being made. */
  @Nullable Http2ServerSession findOpening(
      @Nullable String serverName, ReuseMode reuse, boolean isFirst) {
    return find(serverName, reuse, isFirst, true);
  }

  private @Nullable Http2ServerSession find(
      @Nullable String serverName, ReuseMode reuse, boolean isFirst, boolean isOpening) {
    Http2ServerSession candidate = first;
    for (int i = 0; candidate != null && i < MAX_LOOKED_AT; i++) {
      if (candidate.isOpening() == isOpening
          && candidate.isFor(null, serverName)
          && mayUse(candidate, reuse, isFirst)) {
        return candidate;
      }
      candidate = candidate.next;
    }
    return null;
  }

  /**
   * A first request, which nobody could repeat if the connection turned out to be dead, goes where
   * others are on their way.
   */
  private static boolean mayUse(Http2ServerSession session, ReuseMode reuse, boolean isFirst) {
    return switch (reuse) {
      case NEVER -> false;
      case SAFE -> !isFirst || (session.isProven() && !session.isIdle());
      case AGGRESSIVE -> !isFirst || session.isProven();
      case ALWAYS -> true;
    };
  }

  /** Begins to connect one. */
  Http2ServerSession connect(
      Connector connector,
      SocketAddress address,
      SocketOptions options,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName) {
    Http2ServerSession session = newSession(proxyHeader, serverName, options.marks());
    changed(session);
    session.prepare(connector, address, options);
    return session;
  }

  /** Makes one of a connection that stands and speaks HTTP/2. */
  Http2ServerSession adopt(
      Connection transport,
      byte @Nullable [] proxyHeader,
      @Nullable String serverName,
      PacketMarks marks) {
    Http2ServerSession session = newSession(proxyHeader, serverName, marks);
    session.open(transport);
    return session;
  }

  private Http2ServerSession newSession(
      byte @Nullable [] proxyHeader, @Nullable String serverName, PacketMarks marks) {
    return new Http2ServerSession(
        this, isShared && proxyHeader == null && marks.isNone(), proxyHeader, serverName, mostUses);
  }

  /** What stands for one stream of {@code session}. */
  ServerConnection newConnection(
      Http2ServerSession session, byte @Nullable [] proxyHeader, @Nullable String serverName) {
    ServerConnection made =
        new ServerConnection(
            server, loop, proxyHeader, serverName, server.http().main(), PacketMarks.NONE, plain);
    made.belongTo(session);
    return made;
  }

  /** {@code session} stands. */
  void opened(Http2ServerSession session) {
    expectsHttp2 = true;
    changed(session);
  }

  /** {@code session} turned out to be a connection of HTTP/1. */
  void isHttp1(Http2ServerSession session) {
    expectsHttp2 = false;
    closed(session);
  }

  /** {@code session} may have more room than before, or less, or be in use again. */
  void changed(Http2ServerSession session) {
    if (session.idleSince != 0 && !session.isIdle()) {
      noLongerIdle(session);
    }
    boolean isWanted = session.isShared() && session.hasRoom();
    if (isWanted && !session.isListed) {
      session.isListed = true;
      session.next = first;
      if (first != null) {
        first.previous = session;
      }
      first = session;
    } else if (!isWanted && session.isListed) {
      unlist(session);
    }
  }

  private void unlist(Http2ServerSession session) {
    Http2ServerSession before = session.previous;
    Http2ServerSession after = session.next;
    if (before != null) {
      before.next = after;
    } else {
      first = after;
    }
    if (after != null) {
      after.previous = before;
    }
    session.previous = null;
    session.next = null;
    session.isListed = false;
  }

  /** {@code session} carries nothing now; false where it is not to be kept. */
  boolean becameIdle(Http2ServerSession session) {
    if (session.idleSince == 0) {
      if (!server.admitIdleConnection(mostIdle, true)) {
        return false;
      }
      session.idleSince = Math.max(1, loop.clock().millis());
      idle++;
    }
    if (!purge.isSet()) {
      purge.set(purgeDelayMillis);
    }
    return true;
  }

  private void noLongerIdle(Http2ServerSession session) {
    session.idleSince = 0;
    idle--;
    server.dropIdleConnection(true);
  }

  /** {@code session} is over. */
  void closed(Http2ServerSession session) {
    if (session.idleSince != 0) {
      noLongerIdle(session);
    }
    if (session.isListed) {
      unlist(session);
    }
  }

  /** The server moved or went down: idle ones end, those in use end when they are idle. */
  void closeAll() {
    generation++;
    for (Http2ServerSession session : listed()) {
      if (session.isIdle()) {
        session.close();
      } else {
        changed(session);
      }
    }
  }

  private List<Http2ServerSession> listed() {
    List<Http2ServerSession> all = new ArrayList<>();
    for (Http2ServerSession each = first; each != null; each = each.next) {
      all.add(each);
    }
    return all;
  }

  private void purge() {
    long before = loop.clock().millis() - purgeDelayMillis;
    List<Http2ServerSession> unused = new ArrayList<>();
    for (Http2ServerSession each = first; each != null; each = each.next) {
      if (each.idleSince != 0 && each.idleSince <= before) {
        unused.add(each);
      }
    }
    int surplus = Math.min((unused.size() + 1) / 2, idle - fewestIdle);
    for (int i = 0; i < surplus; i++) {
      unused.get(i).close();
    }
    if (idle > 0) {
      purge.set(purgeDelayMillis);
    }
  }
}
