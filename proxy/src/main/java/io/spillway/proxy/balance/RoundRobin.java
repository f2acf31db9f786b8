package io.spillway.proxy.balance;

import io.spillway.proxy.server.Balancer;
import io.spillway.proxy.server.Server;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code balance roundrobin}: servers in turns, as often as their weights say and as evenly spread
 * as possible; weights may change at any time.
 *
 * <p>Time is counted in turns. A period has as many turns as the weights add up to, and each server
 * is due every {@code total / weight} turns; what the division leaves over is carried as a
 * remainder. The servers that are due again within the period wait in {@code current} by their next
 * turn, the others in {@code next} by their weight, which becomes the {@code start} of the next
 * period.
 */
final class RoundRobin implements Balancer {
  private static final int WEIGHT_SCALE = 16;
  private static final int MAX_WEIGHT = 256 * WEIGHT_SCALE;
  private static final int TURN_RANGE = 256;

  private final Map<Server, Entry> entries = new IdentityHashMap<>();
  private final Ranking current;
  private Ranking start;
  private Ranking next;
  private final Entry[] setAside;
  private int periodWeight;
  private int totalWeight;
  private int turn;

  private static final class Entry extends RankedServer {
    int weight;
    int lastTurn;
    int dueTurn;
    int remainder;

    Entry(Server server) {
      super(server);
    }
  }

  RoundRobin(List<Server> servers) {
    current = new Ranking(servers.size());
    start = new Ranking(servers.size());
    next = new Ranking(servers.size());
    setAside = new Entry[servers.size()];
    for (Server server : servers) {
      Entry entry = new Entry(server);
      entries.put(server, entry);
      if (server.usable()) {
        entry.weight = server.effectiveWeight();
        totalWeight += entry.weight;
        addByWeight(start, entry);
      }
    }
    periodWeight = totalWeight;
    turn = totalWeight;
  }

  @Override
  public void update(Server server) {
    Entry entry = entries.get(server);
    if (entry == null) {
      return;
    }
    int weight = server.usable() ? server.effectiveWeight() : 0;
    if (weight == entry.weight) {
      return;
    }
    totalWeight += weight - entry.weight;
    Ranking ranking = entry.ranking;
    if (ranking != null) {
      ranking.remove(entry);
    }
    boolean wasWaitingForNext = ranking == next;
    int weightBefore = entry.weight;
    entry.weight = weight;
    if (weight == 0) {
      return;
    }
    if (ranking == start) {
      addByWeight(start, entry);
    } else if (weightBefore == 0) {
      entry.dueTurn = turn + (totalWeight + periodWeight - turn) / weight;
      queue(entry);
    } else {
      reschedule(entry, wasWaitingForNext);
    }
  }

  /** Lets a server whose weight changed between two turns come as if it had had it before. */
  private void reschedule(Entry entry, boolean wasWaitingForNext) {
    int planned = wasWaitingForNext ? entry.dueTurn + periodWeight : entry.dueTurn;
    int step = totalWeight / entry.weight;
    entry.dueTurn = Math.min(entry.lastTurn + step, planned);
    entry.remainder = 0;
    if (entry.dueTurn < turn + 2) {
      entry.dueTurn = turn + step;
    }
    queue(entry);
  }

  @Override
  public boolean fillsAllServers() {
    return true;
  }

  @Override
  public @Nullable Server pick(long hash, @Nullable Server avoided) {
    int aside = 0;
    boolean hasBegunPeriod = false;
    Entry fallback = null;
    Entry picked = null;
    while (true) {
      if (periodWeight == 0) {
        periodWeight = totalWeight;
        turn = totalWeight;
      }
      Entry entry = due();
      if (entry == null) {
        if (hasBegunPeriod) {
          picked = fallback;
          break;
        }
        hasBegunPeriod = true;
        beginPeriod();
        continue;
      }
      advance(entry);
      remove(entry);
      turn++;
      if (!entry.server.isFull()) {
        if (entry.server != avoided) {
          picked = entry;
          break;
        }
        fallback = entry;
      }
      setAside[aside++] = entry;
    }
    if (picked != null) {
      queue(picked);
    }
    while (aside > 0) {
      Entry entry = setAside[--aside];
      if (entry != picked) {
        if (hasBegunPeriod) {
          addByWeight(start, entry);
        } else {
          queue(entry);
        }
      }
    }
    return picked == null ? null : picked.server;
  }

  private @Nullable Entry due() {
    Entry first = (Entry) current.first();
    if (first != null && first.dueTurn <= turn) {
      return first;
    }
    Entry fresh = (Entry) start.first();
    if (fresh != null) {
      fresh.dueTurn = 0;
      fresh.remainder = 0;
      return fresh;
    }
    return first;
  }

  private void beginPeriod() {
    Ranking emptied = start;
    start = next;
    next = emptied;
    periodWeight = totalWeight;
    turn = totalWeight;
  }

  private void advance(Entry entry) {
    if (entry.dueTurn == 0) {
      entry.dueTurn = turn;
    }
    entry.lastTurn = entry.dueTurn;
    entry.dueTurn += totalWeight / entry.weight;
    entry.remainder += totalWeight % entry.weight;
    if (entry.remainder >= entry.weight) {
      entry.remainder -= entry.weight;
      entry.dueTurn++;
    }
  }

  private void queue(Entry entry) {
    if (entry.dueTurn >= 2 * periodWeight || entry.dueTurn >= periodWeight + totalWeight) {
      entry.dueTurn -= periodWeight;
      addByWeight(next, entry);
    } else {
      long key =
          (long) TURN_RANGE * entry.dueTurn
              + (MAX_WEIGHT + entry.remainder - entry.weight) / WEIGHT_SCALE;
      current.add(entry, key);
    }
  }

  private static void addByWeight(Ranking ranking, Entry entry) {
    ranking.add(entry, MAX_WEIGHT - entry.weight);
  }

  private static void remove(Entry entry) {
    Ranking ranking = entry.ranking;
    if (ranking != null) {
      ranking.remove(entry);
    }
  }
}
