package io.spillway.proxy.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one priority: a tier, the backup servers together ({@code option allbackups}), or
 * one backup server alone. Guarded by the {@link Dispatcher}'s lock.
 */
final class ServerGroup {
  private final List<Server> servers;
  private final Balancer balancer;
  private final @Nullable Server only;
  private int usable;

  /**
   * A group.
   *
   * @param isSingle whether its one server takes everything, waiting in its own queue when it is
   *     full
   */
  ServerGroup(List<Server> servers, Balancer balancer, boolean isSingle) {
    this.servers = servers;
    this.balancer = balancer;
    this.only = isSingle ? servers.getFirst() : null;
    for (Server server : servers) {
      server.group = this;
      update(server);
    }
  }

  List<Server> servers() {
    return servers;
  }

  Balancer balancer() {
    return balancer;
  }

  /** The server that the group consists of, or null where the balancer chooses. */
  @Nullable Server only() {
    return only;
  }

  boolean isUsable() {
    return usable > 0;
  }

  int usable() {
    return usable;
  }

  void update(Server server) {
    if (server.usable() != server.isCounted) {
      server.isCounted = !server.isCounted;
      usable += server.isCounted ? 1 : -1;
    }
    balancer.update(server);
  }
}
