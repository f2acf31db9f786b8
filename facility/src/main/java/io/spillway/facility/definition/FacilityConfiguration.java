package io.spillway.facility.definition;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the configuration says about facilities, checked. Immutable.
 *
 * @param facilities in the order of the files
 * @param witnesses in the order of the files
 * @param coordination how the voters talk to each other
 * @param names the public names that follow the facilities
 */
public record FacilityConfiguration(
    List<FacilityDefinition> facilities,
    List<VoterDefinition> witnesses,
    CoordinationDefinition coordination,
    List<NameDefinition> names) {
  public FacilityConfiguration {
    facilities = List.copyOf(facilities);
    witnesses = List.copyOf(witnesses);
    names = List.copyOf(names);
  }

  /** All instances and witnesses, in the order of the files, instances first. */
  public List<VoterDefinition> voters() {
    List<VoterDefinition> voters = new ArrayList<>();
    facilities.forEach(facility -> voters.addAll(facility.instances()));
    voters.addAll(witnesses);
    return voters;
  }

  /** The voter called {@code name}, or null. */
  public @Nullable VoterDefinition voter(String name) {
    return voters().stream().filter(v -> v.name().equals(name)).findFirst().orElse(null);
  }

  /** The facility called {@code name}, or null. */
  public @Nullable FacilityDefinition facility(String name) {
    return facilities.stream().filter(f -> f.name().equals(name)).findFirst().orElse(null);
  }

  /** The facility whose networks hold {@code address}, or null. */
  public @Nullable FacilityDefinition facilityOf(InetAddress address) {
    return facilities.stream()
        .filter(f -> f.networks().stream().anyMatch(network -> network.contains(address)))
        .findFirst()
        .orElse(null);
  }
}
