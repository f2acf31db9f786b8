package io.spillway.assembly;

import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.dns.DnsDefinition;
import io.spillway.process.StartException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says about facilities and the DNS server, and what this process may be in
 * it. Immutable.
 *
 * @param configuration the facilities, or null where there are none
 * @param dns what the DNS server does
 * @param localPeer the name of {@code -L}, or null
 * @param hostName the machine's name
 */
public record FacilityPlan(
    @Nullable FacilityConfiguration configuration,
    DnsDefinition dns,
    @Nullable String localPeer,
    String hostName) {
  /**
   * Which of the configured voters this process is: the one called as {@code -L} says or as the
   * machine is, else the one whose address is among this machine's.
   *
   * @throws StartException where that is none, or several
   */
  VoterDefinition self(FacilityConfiguration configuration) throws StartException {
    for (String name : localPeer == null ? List.of(hostName) : List.of(localPeer, hostName)) {
      VoterDefinition voter = configuration.voter(name);
      if (voter != null) {
        return voter;
      }
    }
    List<VoterDefinition> here =
        configuration.voters().stream().filter(FacilityPlan::isHere).toList();
    if (here.size() == 1) {
      return here.getFirst();
    }
    List<String> names = configuration.voters().stream().map(VoterDefinition::name).toList();
    throw new StartException(
        "Cannot tell which instance or witness this is: "
            + (here.isEmpty()
                ? "none"
                : String.join(" and ", here.stream().map(v -> v.name()).toList()))
            + " of them "
            + (here.size() > 1 ? "have" : "has")
            + " an address of this machine (expected: '-L <name>' with one of "
            + String.join(", ", names)
            + ", or an 'instance' line with an address of this machine).");
  }

  /** The facility whose networks hold {@code address}, or the empty string. */
  static String facilityOf(@Nullable FacilityConfiguration configuration, InetAddress address) {
    return configuration == null
        ? ""
        : configuration.facilities().stream()
            .filter(f -> f.networks().stream().anyMatch(network -> network.contains(address)))
            .map(FacilityDefinition::name)
            .findFirst()
            .orElse("");
  }

  private static boolean isHere(VoterDefinition voter) {
    try {
      return NetworkInterface.getByInetAddress(voter.address().getAddress()) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
