package io.spillway.proxy.balance;

import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import io.spillway.rules.hash.HashFunction;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Servers on a ring of 2^32 points, each at sixteen points per unit of weight: a hash goes to the
 * nearest point ({@code hash-type consistent}, {@code balance random}). A server's points depend on
 * its key alone, so its coming or going moves only the streams near them.
 */
final class HashRing implements Balancer {
  /** How far apart the points' numbers of two servers with successive keys are. */
  private static final int POINTS_PER_KEY = 256 * 16;

  private final List<Server> servers;
  private final HashType type;
  private final ToIntFunction<Server> keys;
  private int[] points = {};
  private Server[] owners = {};
  private int totalWeight;
  private Map<Server, Integer> weightBefore = Map.of();
  private boolean isStale = true;
  private int last = -1;

  /**
   * A ring.
   *
   * @param keys what places each server, {@code hash-key}
   */
  HashRing(List<Server> servers, HashType type, ToIntFunction<Server> keys) {
    this.servers = servers;
    this.type = type;
    this.keys = keys;
  }

  @Override
  public void update(Server server) {
    isStale = true;
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    if (isStale) {
      layOut();
      isStale = false;
    }
    if (points.length == 0) {
      return null;
    }
    return hash == NO_HASH ? pickNext(avoided) : pickNearest((int) hash, avoided);
  }

  private @Nullable Server pickNearest(int hash, @Nullable Server avoided) {
    int after = firstNotBelow(hash);
    int next = after == points.length ? 0 : after;
    int before = next == 0 ? points.length - 1 : next - 1;
    int nearest =
        Integer.compareUnsigned(hash - points[before], points[next] - hash) <= 0 ? before : next;
    for (int steps = 0; steps < points.length; steps++) {
      Server server = owners[nearest];
      if (server != avoided && mayTake(server)) {
        return server;
      }
      nearest = nearest + 1 == points.length ? 0 : nearest + 1;
    }
    return owners[nearest];
  }

  private boolean mayTake(Server server) {
    boolean keeps =
        switch (type.affinity()) {
          case ALWAYS -> true;
          case UNTIL_SLOTS_TAKEN -> !server.isFull();
          case UNTIL_QUEUE_FULL ->
              !server.isFull()
                  || server.limits().queue() == 0
                  || server.waiting() < server.limits().queue();
        };
    return keeps && (type.balanceFactor() == 0 || isWithinShare(server));
  }

  /**
   * Whether {@code server} has less than its share of all streams times the balance factor. What
   * cannot be divided evenly is given out along the order of the servers, so that the shares add
   * up.
   */
  private boolean isWithinShare(Server server) {
    long streams = 1;
    for (Server other : servers) {
      streams += other.sessions().value();
    }
    long slots = (streams * type.balanceFactor() + 99) / 100;
    long rest = slots % totalWeight;
    long before = weightBefore.getOrDefault(server, 0);
    long weight = server.effectiveWeight();
    long share =
        weight * (slots / totalWeight)
            + (before + weight) * rest / totalWeight
            - before * rest / totalWeight;
    return server.sessions().value() < Math.max(1, share);
  }

  private @Nullable Server pickNext(@Nullable Server avoided) {
    int afterAvoided = -1;
    int index = last;
    for (int steps = 0; steps < points.length; steps++) {
      index = index + 1 >= points.length ? 0 : index + 1;
      Server server = owners[index];
      if (!server.isFull()) {
        if (server != avoided) {
          last = index;
          return server;
        }
        afterAvoided = index;
      }
    }
    if (afterAvoided < 0) {
      return null;
    }
    last = afterAvoided;
    return avoided;
  }

  private int firstNotBelow(int hash) {
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(points[middle], hash) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private record Point(int position, Server owner) {}

  private void layOut() {
    Server lastOwner = last < 0 ? null : owners[last];
    int lastPosition = last < 0 ? 0 : points[last];
    List<Server> usable = servers.stream().filter(Server::usable).toList();
    weightBefore = new IdentityHashMap<>();
    totalWeight = 0;
    for (Server server : usable) {
      weightBefore.put(server, totalWeight);
      totalWeight += server.effectiveWeight();
    }
    Point[] all = new Point[totalWeight];
    int count = 0;
    for (Server server : usable) {
      int first = keys.applyAsInt(server) * POINTS_PER_KEY;
      int weight = server.effectiveWeight();
      for (int i = 0; i < weight; i++) {
        all[count++] = new Point(HashFunction.spread(first + i), server);
      }
    }
    Arrays.sort(all, Comparator.comparing(Point::position, Integer::compareUnsigned));
    points = new int[totalWeight];
    owners = new Server[totalWeight];
    for (int i = 0; i < totalWeight; i++) {
      points[i] = all[i].position();
      owners[i] = all[i].owner();
    }
    last = lastOwner == null || totalWeight == 0 ? -1 : rejoin(lastPosition, lastOwner);
  }

  /** The point where turns go on: the last one, or the one after it where that is gone. */
  private int rejoin(int position, Server owner) {
    int index = firstNotBelow(position);
    while (index < points.length && points[index] == position) {
      if (owners[index] == owner) {
        return index;
      }
      index++;
    }
    return index == points.length ? 0 : index;
  }
}
