package io.spillway.proxy.server;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a backend's servers in the order of their priority: tier after tier, then the
 * backup servers, which are one group with {@code option allbackups} and otherwise one group each.
 * The first group with a usable server is the active one, except that a better group which comes
 * back takes over only as {@link TierFailback} allows. Guarded by the {@link Dispatcher}'s lock.
 */
final class PriorityGroups {
  private final List<ServerGroup> groups = new ArrayList<>();
  private final int tiers;
  private final TierFailback failback;
  private volatile @Nullable ServerGroup active;
  private @Nullable ServerGroup candidate;
  private long waits;

  PriorityGroups(
      List<Server> servers,
      boolean usesAllBackups,
      TierFailback failback,
      Function<List<Server>, Balancer> algorithm) {
    this.failback = failback;
    TreeMap<Integer, List<Server>> byTier = new TreeMap<>();
    List<Server> backups = new ArrayList<>();
    for (Server server : servers) {
      if (server.isBackup()) {
        backups.add(server);
      } else {
        byTier.computeIfAbsent(server.policy().tier(), tier -> new ArrayList<>()).add(server);
      }
    }
    byTier
        .values()
        .forEach(tier -> groups.add(new ServerGroup(tier, algorithm.apply(tier), false)));
    tiers = groups.size();
    if (usesAllBackups && !backups.isEmpty()) {
      groups.add(new ServerGroup(backups, algorithm.apply(backups), false));
    } else {
      for (Server backup : backups) {
        List<Server> alone = List.of(backup);
        groups.add(new ServerGroup(alone, algorithm.apply(alone), true));
      }
    }
    active = firstUsable();
  }

  List<ServerGroup> all() {
    return groups;
  }

  /** The group that gets new streams, or null when no server is usable. */
  @Nullable ServerGroup active() {
    return active;
  }

  /** Whether the better group still waits, without a break since {@link #choose} said so. */
  boolean isWaiting(long wait) {
    return candidate != null && waits == wait;
  }

  int usableInTiers() {
    return usable(0, tiers);
  }

  int usableBackups() {
    return usable(tiers, groups.size());
  }

  private int usable(int from, int to) {
    int usable = 0;
    for (int i = from; i < to; i++) {
      usable += groups.get(i).usable();
    }
    return usable;
  }

  /**
   * Chooses the active group again after a server changed.
   *
   * @return the number of the wait that a better group has begun by it, or 0
   */
  long choose() {
    ServerGroup best = firstUsable();
    ServerGroup current = active;
    boolean isBetter =
        best != null
            && current != null
            && current.isUsable()
            && groups.indexOf(best) < groups.indexOf(current);
    if (!isBetter || failback.mode() == TierFailback.Mode.IMMEDIATE) {
      active = best;
      candidate = null;
      return 0;
    }
    if (candidate == best) {
      return 0;
    }
    candidate = best;
    waits++;
    return failback.mode() == TierFailback.Mode.AFTER ? waits : 0;
  }

  /** Lets the waiting group take over. */
  void failBack() {
    active = firstUsable();
    candidate = null;
  }

  private @Nullable ServerGroup firstUsable() {
    for (ServerGroup group : groups) {
      if (group.isUsable()) {
        return group;
      }
    }
    return null;
  }
}
