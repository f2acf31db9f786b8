package io.spillway.proxy.stream;

import io.spillway.net.Loop;
import io.spillway.net.PacketMarks;
import io.spillway.net.Timeout;
import io.spillway.proxy.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one loop to one server, the one used last first: a list through the
 * connections themselves, so that a session finds its own again without a search. Confined to the
 * loop.
 *
 * <p>No more are kept than the server was seen to need at once lately, {@code pool-low-conn} more
 * aside; every {@code pool-purge-delay} that need is estimated anew and half of the surplus closed.
 * The most that {@code pool-max-conn} allows is shared with the server's other loops.
 */
final class IdleConnections {
  private static final int MAX_LOOKED_AT = 64;

  private final Server server;
  private final int max;
  private final int low;
  private final long purgeDelayMillis;
  private final Timeout purge;
  private final Loop loop;
  private final boolean isShared;
  private @Nullable Http2ServerSessions sessions;
  private @Nullable ServerConnection first;
  private @Nullable ServerConnection last;
  private int size;
  private int used;
  private int mostUsed;
  private int need;

  /**
   * None yet.
   *
   * @param server whose connections they are
   * @param isShared whether streams of different sessions of clients may use one
   * @param max the most that all loops together keep, -1 for any number ({@code pool-max-conn})
   * @param low how many are kept beyond the need ({@code pool-low-conn})
   * @param purgeDelayMillis the period of purging ({@code pool-purge-delay})
   */
  IdleConnections(
      Server server, boolean isShared, int max, int low, long purgeDelayMillis, Loop loop) {
    this.server = server;
    this.max = max;
    this.low = low;
    this.purgeDelayMillis = purgeDelayMillis;
    this.purge = new Timeout(loop.timers(), this::purge);
    this.loop = loop;
    this.isShared = isShared;
  }

  /** The connections of HTTP/2 to the same server. */
  Http2ServerSessions sessions() {
    Http2ServerSessions current = sessions;
    if (current == null) {
      current = new Http2ServerSessions(server, loop, isShared, this);
      sessions = current;
    }
    return current;
  }

  /**
   * The connection used last on which the server was asked for {@code serverName}, or null; it is
   * idle until the caller attaches it. Where the names vary, only so many are looked at.
   */
  @Nullable ServerConnection latest(@Nullable String serverName) {
    ServerConnection candidate = first;
    for (int i = 0; candidate != null && i < MAX_LOOKED_AT; i++) {
      if (candidate.isFor(null, serverName, PacketMarks.NONE)) {
        return candidate;
      }
      candidate = candidate.nextIdle;
    }
    return null;
  }

  /** The same if it has carried more than one stream, or null. */
  @Nullable ServerConnection latestProven(@Nullable String serverName) {
    ServerConnection latest = latest(serverName);
    return latest != null && isProven(latest) ? latest : null;
  }

  private static boolean isProven(ServerConnection connection) {
    return connection.uses() > 1;
  }

  /** A stream has begun to use a connection. */
  void use() {
    used++;
    mostUsed = Math.max(mostUsed, used);
    need = Math.max(need, mostUsed);
  }

  /** A stream no longer uses a connection. */
  void release() {
    used--;
  }

  /** Keeps {@code connection} for later, or closes it where that would be too many. */
  void put(ServerConnection connection) {
    boolean wanted = size == 0 || used + size <= Math.max(used, need) + low;
    if (!wanted || !server.admitIdleConnection(max, isProven(connection))) {
      connection.discard();
      return;
    }
    connection.pool();
    connection.nextIdle = first;
    if (first != null) {
      first.previousIdle = connection;
    } else {
      last = connection;
    }
    first = connection;
    size++;
    if (!purge.isSet()) {
      purge.set(purgeDelayMillis);
    }
  }

  /** {@code connection} is idle no longer: it was attached or closed. */
  void remove(ServerConnection connection) {
    ServerConnection before = connection.previousIdle;
    ServerConnection after = connection.nextIdle;
    if (before != null) {
      before.nextIdle = after;
    } else {
      first = after;
    }
    if (after != null) {
      after.previousIdle = before;
    } else {
      last = before;
    }
    connection.previousIdle = null;
    connection.nextIdle = null;
    size--;
    server.dropIdleConnection(isProven(connection));
  }

  /** How many are idle. */
  int size() {
    return size;
  }

  /** Closes all of them: the server is down. */
  void closeAll() {
    while (first != null) {
      first.discard();
    }
    if (sessions != null) {
      sessions.closeAll();
    }
  }

  private void purge() {
    // Falls by half of the difference, so that a short lull does not cost the next burst its
    // connections.
    need = Math.max(mostUsed, (need + mostUsed) / 2);
    mostUsed = used;
    int surplus = used + size - need - low;
    for (int i = (Math.min(surplus, size) + 1) / 2; i > 0 && last != null; i--) {
      last.discard();
    }
    if (size > 0) {
      purge.set(purgeDelayMillis);
    }
  }
}
