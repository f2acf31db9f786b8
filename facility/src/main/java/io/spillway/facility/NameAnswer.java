package io.spillway.facility;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a public name shall answer now. Immutable.
 *
 * @param name the fully qualified name in lower case, without a dot at its end
 * @param addresses its IPv4 and IPv6 addresses, in the order in which they are to be told; never
 *     empty
 * @param portions where not all addresses are told in each answer, those that are told together;
 *     else empty
 * @param timeToLive how long resolvers may keep the answer; from one second to a day
 * @param revision rises with each change of this name's answer, by the same steps on every instance
 *     that concludes the same; at least 0
 */
public record NameAnswer(
    String name,
    List<InetAddress> addresses,
    List<Portion> portions,
    Duration timeToLive,
    long revision) {
  /**
   * The addresses that are told together.
   *
   * @param addresses some of the answer's; never empty
   * @param weight its share of the answers is this part of the sum of all weights; from 1 on
   */
  public record Portion(List<InetAddress> addresses, int weight) {
    public Portion {
      addresses = List.copyOf(addresses);
      if (weight < 1) {
        throw new IllegalArgumentException("weight: " + weight + " (expected: >= 1)");
      }
    }
  }

  public NameAnswer {
    addresses = List.copyOf(addresses);
    portions = List.copyOf(portions);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no addresses for " + name);
    }
  }

  /** An answer that always tells all its addresses. */
  public NameAnswer(String name, List<InetAddress> addresses, Duration timeToLive, long revision) {
    this(name, addresses, List.of(), timeToLive, revision);
  }
}
