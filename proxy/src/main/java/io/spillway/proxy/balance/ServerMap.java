package io.spillway.proxy.balance;

import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers in a table, each as often as its weight says and spread evenly: for {@code balance
 * static-rr}, which goes through the table, and for {@code hash-type map-based}, which takes the
 * place that the hash says. The table is laid out again when a server comes or goes; only whether a
 * weight is 0 matters then, because the places are given out by the initial weights.
 */
final class ServerMap implements Balancer {
  private final List<Server> servers;
  private final int divisor;
  private Server[] places = {};
  private boolean isStale = true;
  private int next;

  ServerMap(List<Server> servers) {
    this.servers = servers;
    int common = 0;
    for (Server server : servers) {
      common = greatestCommonDivisor(common, server.initialWeight());
    }
    divisor = Math.max(common, 1);
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  @Override
  public void update(Server server) {
    isStale = true;
  }

  @Override
  public boolean isDynamic() {
    return false;
  }

  @Override
  public boolean fillsAllServers() {
    return true;
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    if (isStale) {
      layOut();
      isStale = false;
    }
    if (places.length == 0) {
      return null;
    }
    return hash == NO_HASH ? pickNext(avoided) : places[(int) (hash % places.length)];
  }

  private @Nullable Server pickNext(@Nullable Server avoided) {
    int first = next < places.length ? next : 0;
    int afterAvoided = -1;
    int index = first;
    do {
      Server server = places[index];
      index = index + 1 == places.length ? 0 : index + 1;
      if (!server.isFull()) {
        if (server != avoided) {
          next = index;
          return server;
        }
        afterAvoided = index;
      }
    } while (index != first);
    if (afterAvoided < 0) {
      return null;
    }
    next = afterAvoided;
    return avoided;
  }

  /**
   * Gives out place after place, each to the server that is furthest behind its share, the first of
   * equals.
   */
  private void layOut() {
    List<Server> usable = servers.stream().filter(Server::usable).toList();
    int total = usable.stream().mapToInt(this::share).sum();
    int[] claims = new int[usable.size()];
    places = new Server[total];
    for (int place = 0; place < total; place++) {
      int best = -1;
      for (int i = 0; i < claims.length; i++) {
        claims[i] += share(usable.get(i));
        if (best < 0 || claims[i] > claims[best]) {
          best = i;
        }
      }
      claims[best] -= total;
      places[place] = usable.get(best);
    }
  }

  private int share(Server server) {
    return (server.weight() + divisor - 1) / divisor;
  }
}
