package io.spillway.proxy.balance;

import io.spillway.proxy.server.BalanceInput;
import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import org.jspecify.annotations.Nullable;

/** An algorithm that hashes a key of the stream to find its server in a map or on a ring. */
final class Hashed implements Balancer {
  private final HashKey key;
  private final HashType type;
  private final Balancer servers;

  Hashed(HashKey key, HashType type, Balancer servers) {
    this.key = key;
    this.type = type;
    this.servers = servers;
  }

  @Override
  public long hash(BalanceInput input) {
    return key.hash(input, type);
  }

  @Override
  public void update(Server server) {
    servers.update(server);
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    return servers.pick(hash, avoided);
  }

  @Override
  public boolean isDynamic() {
    return servers.isDynamic();
  }
}
