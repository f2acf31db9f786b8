package io.spillway.facility.definition;

import io.spillway.config.SourcePosition;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.net.Network;
import java.net.InetAddress;
import java.util.List;

/**
 * A {@code facility} section. Immutable.
 *
 * @param networks the private networks of its servers and instances
 * @param addresses its public addresses, in their order
 * @param instances the load balancers in it
 * @param maintenance when it is kept out of service
 * @param position where it is defined
 */
public record FacilityDefinition(
    String name,
    List<Network> networks,
    List<InetAddress> addresses,
    List<VoterDefinition> instances,
    MaintenanceSchedule maintenance,
    SourcePosition position) {
  public FacilityDefinition {
    networks = List.copyOf(networks);
    addresses = List.copyOf(addresses);
    instances = List.copyOf(instances);
  }
}
