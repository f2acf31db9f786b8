package io.spillway.proxy.stream;

import io.spillway.net.Timeout;
import io.spillway.net.Timers;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one loop to one server, the one used last first: a list through the
 * connections themselves, so that a session finds its own again without a search. Confined to the
 * loop.
 *
 * <p>Every {@code pool-purge-delay}, half of those that were not needed in the period are closed.
 */
final class IdleConnections {
  private final int max;
  private final int low;
  private final long purgeDelayMillis;
  private final Timeout purge;
  private @Nullable ServerConnection first;
  private @Nullable ServerConnection last;
  private int size;
  private int fewest;

  /**
   * None yet.
   *
   * @param max the most to keep, -1 for any number ({@code pool-max-conn})
   * @param low how many are never purged ({@code pool-low-conn})
   * @param purgeDelayMillis the period of purging ({@code pool-purge-delay})
   */
  IdleConnections(int max, int low, long purgeDelayMillis, Timers timers) {
    this.max = max;
    this.low = low;
    this.purgeDelayMillis = purgeDelayMillis;
    this.purge = new Timeout(timers, this::purge);
  }

  /** The connection used last, or null; it is idle until the caller attaches it. */
  @Nullable ServerConnection latest() {
    return first;
  }

  /** The connection used last if it has carried more than one stream, or null. */
  @Nullable ServerConnection latestProven() {
    ServerConnection latest = first;
    return latest != null && latest.uses() > 1 ? latest : null;
  }

  /** Keeps {@code connection} for later, or closes it where that would be too many. */
  void put(ServerConnection connection) {
    if (max >= 0 && size >= max) {
      connection.discard();
      return;
    }
    connection.detach(this);
    connection.nextIdle = first;
    if (first != null) {
      first.previousIdle = connection;
    } else {
      last = connection;
    }
    first = connection;
    size++;
    if (!purge.isSet()) {
      fewest = size;
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
    fewest = Math.min(fewest, size);
  }

  /** How many are idle. */
  int size() {
    return size;
  }

  /** Closes all of them: the server is gone. */
  void closeAll() {
    while (first != null) {
      first.discard();
    }
    purge.end();
  }

  private void purge() {
    int surplus = Math.min((fewest + 1) / 2, size - low);
    for (int i = 0; i < surplus && last != null; i++) {
      last.discard();
    }
    fewest = size;
    if (size > 0) {
      purge.set(purgeDelayMillis);
    }
  }
}
