package io.spillway.proxy.stream;

import io.spillway.net.Timeout;
import io.spillway.net.Timers;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one loop to one server, the latest used first. Confined to the loop.
 *
 * <p>Every {@code pool-purge-delay}, half of those that were not needed in the period are closed.
 */
final class IdleConnections {
  private final ArrayDeque<ServerConnection> idle = new ArrayDeque<>();
  private final int max;
  private final int low;
  private final long purgeDelayMillis;
  private final Timeout purge;
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

  /** The connection used last, or null. */
  @Nullable ServerConnection take() {
    ServerConnection taken = idle.pollFirst();
    fewest = Math.min(fewest, idle.size());
    return taken;
  }

  /** The connection used last if it has carried more than one stream before, or null. */
  @Nullable ServerConnection takeProven() {
    ServerConnection first = idle.peekFirst();
    return first != null && first.uses() > 1 ? take() : null;
  }

  /** Keeps {@code connection} for later, or closes it where that would be too many. */
  void put(ServerConnection connection) {
    if (max >= 0 && idle.size() >= max) {
      connection.discard();
      return;
    }
    connection.detach(this);
    idle.addFirst(connection);
    if (!purge.isSet()) {
      fewest = idle.size();
      purge.set(purgeDelayMillis);
    }
  }

  /** Forgets {@code connection}, which was closed while idle. */
  void remove(ServerConnection connection) {
    idle.remove(connection);
    fewest = Math.min(fewest, idle.size());
  }

  /** How many are idle. */
  int size() {
    return idle.size();
  }

  /** Closes all of them: the server is gone. */
  void closeAll() {
    while (!idle.isEmpty()) {
      idle.removeFirst().discard();
    }
  }

  private void purge() {
    int surplus = Math.min((fewest + 1) / 2, idle.size() - low);
    for (int i = 0; i < surplus; i++) {
      idle.removeLast().discard();
    }
    fewest = idle.size();
    if (!idle.isEmpty()) {
      purge.set(purgeDelayMillis);
    }
  }
}
