package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code balance random}: of a few servers drawn at random, each as often as its weight says, the
 * one with the least load for its weight.
 */
final class RandomDraws implements Balancer {
  private final HashRing ring;
  private final int draws;
  private final IntSupplier random;

  RandomDraws(HashRing ring, int draws, IntSupplier random) {
    this.ring = ring;
    this.draws = draws;
    this.random = random;
  }

  @Override
  public long hash(BalanceInput input) {
    return Integer.toUnsignedLong(random.getAsInt());
  }

  @Override
  public void update(Server server) {
    ring.update(server);
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    Server best = ring.pick(hash, avoided);
    for (int draw = 1; draw < draws && best != null; draw++) {
      Server other = ring.pick(Integer.toUnsignedLong(random.getAsInt()), avoided);
      if (other != null && isLessLoaded(other, best)) {
        best = other;
      }
    }
    return best == null || best.isFull() ? null : best;
  }

  private static boolean isLessLoaded(Server a, Server b) {
    if (a.waiting() != b.waiting()) {
      return a.waiting() < b.waiting();
    }
    return (long) a.sessions().value() * b.effectiveWeight()
        < (long) b.sessions().value() * a.effectiveWeight();
  }
}
