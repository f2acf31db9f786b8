package io.spillway.facility.verdict;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One instance's reasoning about one name at one moment. Immutable; the next one follows from it by
 * {@link #next}, a pure function.
 *
 * <p>The rules. Nothing changes unless a majority of all configured voters is heard: who hears
 * fewer may itself be the one that is cut off. An address is withdrawn when, of those that are
 * heard and whose view counts, more see it dead than alive; a tie changes nothing. It serves again
 * when more see it alive than dead, and have done so for the hold-down without a break; at once
 * where otherwise no address of the name would serve.
 *
 * @param quorum whether a majority of all voters is heard
 * @param heard the names of the voters that are heard
 * @param tallies how they see each address of the name
 * @param wellSince since when each withdrawn address has been seen alive without a break, by the
 *     monotonic clock in nanoseconds
 * @param withdrawn which addresses ought to be withdrawn
 */
public record Deliberation(
    boolean quorum,
    Set<String> heard,
    Map<InetAddress, Tally> tallies,
    Map<InetAddress, Long> wellSince,
    Set<InetAddress> withdrawn) {
  /** The reasoning of one that has heard nobody yet. */
  public static final Deliberation NONE =
      new Deliberation(false, Set.of(), Map.of(), Map.of(), Set.of());

  public Deliberation {
    heard = Set.copyOf(heard);
    tallies = Map.copyOf(tallies);
    wellSince = Map.copyOf(wellSince);
    withdrawn = Set.copyOf(withdrawn);
  }

  /**
   * The reasoning that follows.
   *
   * @param verdict what holds
   * @param testimonies what each voter last said, this instance's own words included; at most one
   *     for each voter
   * @param validity how long words hold after they were heard
   * @param now by the monotonic clock, in nanoseconds
   */
  public Deliberation next(
      Policy policy,
      Verdict verdict,
      Collection<Testimony> testimonies,
      Duration validity,
      long now) {
    List<Testimony> fresh =
        testimonies.stream().filter(t -> now - t.heardAt() <= validity.toNanos()).toList();
    Set<String> voters = new HashSet<>();
    fresh.forEach(testimony -> voters.add(testimony.voter()));
    Map<InetAddress, Tally> counted = new HashMap<>();
    for (InetAddress address : policy.addresses()) {
      counted.put(address, count(policy, fresh, address));
    }
    if (voters.size() < policy.majority()) {
      return new Deliberation(false, voters, counted, Map.of(), verdict.withdrawn());
    }
    Map<InetAddress, Long> well = new HashMap<>();
    counted.forEach(
        (address, tally) -> {
          if (verdict.withdrawn().contains(address) && tally.saysAlive()) {
            well.put(address, wellSince.getOrDefault(address, now));
          }
        });
    return new Deliberation(
        true, voters, counted, well, wanted(policy, verdict, counted, well, now));
  }

  private static Tally count(Policy policy, List<Testimony> fresh, InetAddress address) {
    int alive = 0;
    int dead = 0;
    for (Testimony testimony : fresh) {
      if (policy.hasStanding(testimony, address)) {
        switch (testimony.view(address)) {
          case ALIVE -> alive++;
          case DEAD -> dead++;
          case UNKNOWN -> {
            // No opinion.
          }
        }
      }
    }
    return new Tally(alive, dead);
  }

  private static Set<InetAddress> wanted(
      Policy policy,
      Verdict verdict,
      Map<InetAddress, Tally> tallies,
      Map<InetAddress, Long> wellSince,
      long now) {
    // Addresses that are no longer configured have no say.
    Set<InetAddress> wanted = new HashSet<>(verdict.withdrawn());
    wanted.retainAll(tallies.keySet());
    tallies.forEach(
        (address, tally) -> {
          if (tally.saysDead()) {
            wanted.add(address);
          }
        });
    wellSince.forEach(
        (address, since) -> {
          if (policy.failback().isOverAfter(now - since)) {
            wanted.remove(address);
          }
        });
    if (wanted.size() == tallies.size()) {
      wanted.removeIf(address -> tallies.getOrDefault(address, NO_VIEW).saysAlive());
    }
    return wanted;
  }

  private static final Tally NO_VIEW = new Tally(0, 0);

  /** Whether the verdict ought to change. */
  public boolean disagreesWith(Verdict verdict) {
    return quorum && !withdrawn.equals(verdict.withdrawn());
  }
}
