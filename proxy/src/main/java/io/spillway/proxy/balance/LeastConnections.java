package io.spillway.proxy.balance;

import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code balance leastconn}: the server with the fewest streams for its weight, waiting ones
 * included; of equals the one that has been so for the longest time, so that idle servers take
 * turns.
 */
final class LeastConnections implements Balancer {
  private static final long MAX_WEIGHT = 256 * 16;

  private final Map<Server, RankedServer> entries = new IdentityHashMap<>();
  private final Ranking ranking;
  private final RankedServer[] skipped;

  LeastConnections(List<Server> servers) {
    ranking = new Ranking(servers.size());
    skipped = new RankedServer[servers.size()];
    for (Server server : servers) {
      entries.put(server, new RankedServer(server));
      update(server);
    }
  }

  @Override
  public boolean ranksByLoad() {
    return true;
  }

  @Override
  public void update(Server server) {
    RankedServer entry = entries.get(server);
    if (entry == null) {
      return;
    }
    if (entry.ranking != null) {
      ranking.remove(entry);
    }
    if (server.usable()) {
      ranking.add(entry, key(server));
    }
  }

  @Override
  public void loadChanged(Server server) {
    RankedServer entry = entries.get(server);
    if (entry != null && entry.ranking != null) {
      long key = key(server);
      if (key != entry.key) {
        ranking.remove(entry);
        ranking.add(entry, key);
      }
    }
  }

  private static long key(Server server) {
    long streams = server.sessions().value() + server.waiting();
    return streams == 0 ? 0 : (streams + 1) * MAX_WEIGHT / server.effectiveWeight();
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    Server found = null;
    Server fallback = null;
    int count = 0;
    for (RankedServer entry = ranking.first();
        entry != null && found == null;
        entry = ranking.first()) {
      if (mayTake(entry.server)) {
        if (entry.server != avoided) {
          found = entry.server;
          break;
        }
        fallback = entry.server;
      }
      ranking.remove(entry);
      skipped[count++] = entry;
    }
    while (count > 0) {
      RankedServer entry = skipped[--count];
      ranking.putBack(entry, entry.key);
    }
    return found == null ? fallback : found;
  }

  private static boolean mayTake(Server server) {
    int slots = server.slots();
    return slots == 0
        || server.sessions().value() + server.waiting() < slots + server.limits().queue();
  }
}
