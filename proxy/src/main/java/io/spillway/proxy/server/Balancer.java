package io.spillway.proxy.server;

import org.jspecify.annotations.Nullable;

/**
 * A balance algorithm over the servers of one priority group. Called with the {@link Dispatcher}'s
 * lock held, except for {@link #hash}; so implementations need no synchronization and must not
 * block.
 */
public interface Balancer {
  /** The hash of a stream that has nothing to hash. */
  long NO_HASH = -1;

  /** A server's weight or usability may have changed. */
  void update(Server server);

  /**
   * Chooses a server that has a free slot.
   *
   * @param hash what {@link #hash} said of the stream: 0 to 2^32-1, or {@link #NO_HASH}
   * @param avoided the server to take only where there is no other, or null
   * @return a server, or null when all are full or none is usable
   */
  @Nullable Server pick(long hash, @Nullable Server avoided);

  /**
   * What the stream is hashed by. Called on the stream's event loop, without locks.
   *
   * @return 0 to 2^32-1, or {@link #NO_HASH}
   */
  default long hash(BalanceInput input) {
    return NO_HASH;
  }

  /** Whether {@link #loadChanged} wants to be told. */
  default boolean ranksByLoad() {
    return false;
  }

  /** The number of streams at or waiting for {@code server} has changed. */
  default void loadChanged(Server server) {}

  /**
   * Whether a queue in the backend means that {@link #pick} would find every server full, so that
   * it need not be asked.
   */
  default boolean fillsAllServers() {
    return false;
  }

  /** Whether weights other than 0 and the initial one have an effect while running. */
  default boolean isDynamic() {
    return true;
  }
}
