package io.spillway.facility.verdict;

import java.net.InetAddress;
import java.util.Set;

/**
 * What the voters concluded about the public addresses of one name. Immutable.
 *
 * @param revision counts the changes, from 0; the same on every voter, and never the same for two
 *     different conclusions
 * @param withdrawn the addresses that are found dead, or well again for too short a time
 */
public record Verdict(long revision, Set<InetAddress> withdrawn) {
  /** What holds before anything was concluded: no address is withdrawn. */
  public static final Verdict INITIAL = new Verdict(0, Set.of());

  public Verdict {
    withdrawn = Set.copyOf(withdrawn);
    if (revision < 0) {
      throw new IllegalArgumentException("revision: " + revision + " (expected: >= 0)");
    }
  }

  /** The verdict that follows this one. */
  public Verdict next(Set<InetAddress> nowWithdrawn) {
    return new Verdict(revision + 1, nowWithdrawn);
  }
}
