package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;

/** What of a stream is hashed. Implementations are immutable; called on the stream's event loop. */
@FunctionalInterface
public interface HashKey {
  /**
   * The hash of {@code input}'s key.
   *
   * @return 0 to 2^32-1, or {@link Balancer#NO_HASH} where {@code input} has no such key
   */
  long hash(BalanceInput input, HashType type);
}
