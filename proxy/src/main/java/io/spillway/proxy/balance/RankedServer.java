package io.spillway.proxy.balance;

import io.spillway.proxy.server.Server;
import org.jspecify.annotations.Nullable;

/** A server as an entry of a {@link Ranking}. Confined to its balancer's lock. */
class RankedServer {
  final Server server;
  long key;
  long arrival;
  int index;
  @Nullable Ranking ranking;

  RankedServer(Server server) {
    this.server = server;
  }
}
