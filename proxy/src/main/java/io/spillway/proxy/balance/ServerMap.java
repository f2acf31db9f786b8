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
    for (int steps = 0; steps < places.length; steps++) {
      int index = (first + steps) % places.length;
      Server server = places[index];
      if (!server.isFull()) {
        if (server != avoided) {
          next = index + 1;
          return server;
        }
        afterAvoided = index + 1;
      }
    }
    if (afterAvoided < 0) {
      return null;
    }
    next = afterAvoided;
    return avoided;
  }

  /**
   * Gives out place after place, each to the server that is the most whole turns behind its share,
   * the first of equals.
   */
  private void layOut() {
    List<Server> usable = servers.stream().filter(Server::usable).toList();
    int total = usable.stream().mapToInt(this::share).sum();
    int[] claims = new int[usable.size()];
    places = new Server[total];
    for (int place = 0; place < total; place++) {
      int best = -1;
      int most = 0;
      for (int i = 0; i < claims.length; i++) {
        claims[i] += share(usable.get(i));
        int turnsBehind = (claims[i] + total) / total;
        if (best < 0 || turnsBehind > most) {
          best = i;
          most = turnsBehind;
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
