package io.spillway.facility.definition;

import io.spillway.config.SourcePosition;
import io.spillway.facility.Network;
import java.net.InetAddress;
import java.util.List;

/**
 * A {@code facility} section. Immutable.
 *
 * @param networks the private networks of its servers and instances
 * @param addresses its public addresses, in their order
 * @param instances the load balancers in it
 * @param position where it is defined
 */
public record FacilityDefinition(
    String name,
    List<Network> networks,
    List<InetAddress> addresses,
    List<VoterDefinition> instances,
    SourcePosition position) {
  public FacilityDefinition {
    networks = List.copyOf(networks);
    addresses = List.copyOf(addresses);
    instances = List.copyOf(instances);
  }
}
