package io.spillway.proxy.resolve;

import io.spillway.net.Endpoint.Family;
import io.spillway.net.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of several addresses a server is given: one of the preferred family, then one of the
 * preferred networks, then one that no other server has, then the one that it has already.
 * Immutable.
 *
 * @param family the preferred family
 * @param networks the preferred networks
 * @param allowsDuplicates whether it may be another server's address
 */
record AddressChoice(Family family, List<Network> networks, boolean allowsDuplicates) {
  private static final int OF_FAMILY = 8;
  private static final int OF_NETWORK = 4;
  private static final int UNUSED = 2;
  private static final int CURRENT = 1;

  AddressChoice {
    networks = List.copyOf(networks);
  }

  /**
   * The best of {@code addresses}, or null where none may be taken.
   *
   * @param current the server's present address, or null
   * @param isUsed whether another server has an address
   */
  @Nullable InetAddress choose(
      List<InetAddress> addresses, @Nullable InetAddress current, Predicate<InetAddress> isUsed) {
    InetAddress best = null;
    int bestScore = -1;
    for (InetAddress address : addresses) {
      boolean isAnothers = isUsed.test(address);
      if (isAnothers && !allowsDuplicates) {
        continue;
      }
      int score =
          (isPreferred(address) ? OF_FAMILY : 0)
              + (networks.stream().anyMatch(network -> network.contains(address)) ? OF_NETWORK : 0)
              + (isAnothers ? 0 : UNUSED)
              + (address.equals(current) ? CURRENT : 0);
      if (score > bestScore) {
        best = address;
        bestScore = score;
      }
    }
    return best;
  }

  private boolean isPreferred(InetAddress address) {
    return address instanceof Inet4Address == (family == Family.IPV4);
  }
}
