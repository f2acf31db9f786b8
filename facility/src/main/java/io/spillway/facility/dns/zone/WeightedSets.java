package io.spillway.facility.dns.zone;

import io.spillway.facility.dns.message.RecordSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The records of one name and type of which each answer tells one set, chosen in turn so that each
 * set has its weight's share of the answers.
 *
 * <p>The order is that of smooth weighted round robin: of weights 3 and 1 it is a a b a, not a a a
 * b. Thread-safe: each event loop has a turn of its own. Where two share one, a turn may be lost.
 */
public final class WeightedSets {
  private static final int STRIPES = 64;

  /** So that the turns of two loops are in different lines of a processor's cache. */
  private static final int SPREAD = 16;

  private final List<RecordSet> sets;
  private final int[] order;
  private final AtomicIntegerArray turns = new AtomicIntegerArray(STRIPES * SPREAD);

  /**
   * Weighted sets.
   *
   * @param sets at least one
   * @param weights of each of {@code sets}, from 1 on
   */
  WeightedSets(List<RecordSet> sets, List<Integer> weights) {
    this.sets = List.copyOf(sets);
    this.order = order(weights);
  }

  /** Which set is told at each turn, until it begins anew. */
  static int[] order(List<Integer> weights) {
    int divisor = weights.stream().reduce(0, WeightedSets::commonDivisor);
    int[] steps = weights.stream().mapToInt(weight -> weight / divisor).toArray();
    int total = 0;
    for (int step : steps) {
      total += step;
    }
    int[] order = new int[total];
    int[] credit = new int[steps.length];
    for (int turn = 0; turn < total; turn++) {
      int best = 0;
      for (int i = 0; i < steps.length; i++) {
        credit[i] += steps[i];
        best = credit[i] > credit[best] ? i : best;
      }
      credit[best] -= total;
      order[turn] = best;
    }
    return order;
  }

  private static int commonDivisor(int one, int other) {
    return other == 0 ? one : commonDivisor(other, one % other);
  }

  /**
   * Takes the next turn.
   *
   * @param stripe the number of the event loop
   * @return which set it is
   */
  public int next(int stripe) {
    int slot = (stripe % STRIPES) * SPREAD;
    int turn = turns.getPlain(slot);
    turns.setPlain(slot, turn + 1 == order.length ? 0 : turn + 1);
    // Loops begin at different places, so that the first answers of all are not the same.
    return order[(turn + stripe) % order.length];
  }

  /** Set number {@code index}. */
  RecordSet set(int index) {
    return sets.get(index);
  }
}
