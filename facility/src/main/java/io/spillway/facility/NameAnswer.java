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
 * @param timeToLive how long resolvers may keep the answer; from one second to a day
 * @param revision rises with each change of this name's answer, by the same steps on every instance
 *     that concludes the same; at least 0
 */
public record NameAnswer(
    String name, List<InetAddress> addresses, Duration timeToLive, long revision) {
  public NameAnswer {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no addresses for " + name);
    }
  }
}
