package io.spillway.proxy.balance;

import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code balance first}: the server with the lowest id that has a free slot, so that as few servers
 * as possible are in use.
 */
final class First implements Balancer {
  private final List<Server> servers;

  First(List<Server> servers) {
    this.servers = servers.stream().sorted(Comparator.comparingInt(Server::id)).toList();
  }

  @Override
  public void update(Server server) {}

  @Override
  public boolean fillsAllServers() {
    return true;
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    Server fallback = null;
    for (int i = 0; i < servers.size(); i++) {
      Server server = servers.get(i);
      if (server.usable() && !server.isFull()) {
        if (server != avoided) {
          return server;
        }
        fallback = server;
      }
    }
    return fallback;
  }
}
