package io.spillway.facility.runtime;

import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.event.FacilityEvent;
import io.spillway.facility.runtime.FacilitySurroundings.Reach;
import io.spillway.facility.verdict.View;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Whether the other facilities can be reached over the private side: by their instances, where
 * these have addresses in the facility's networks, and by their servers. Told only while a public
 * address of the facility looks alive, and once it has been so for some time. Confined to the
 * runtime's thread.
 */
final class PrivateLinks {
  private final FacilityConfiguration configuration;
  private final VoterDefinition self;
  private final FacilitySurroundings.ServerReach servers;
  private final Duration patience;
  private final FacilityEvent.Listener listener;
  private final Map<String, Long> downSince = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  PrivateLinks(
      FacilityConfiguration configuration,
      VoterDefinition self,
      FacilitySurroundings.ServerReach servers,
      Duration patience,
      FacilityEvent.Listener listener) {
    this.configuration = configuration;
    this.self = self;
    this.servers = servers;
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * Looks at all facilities but this voter's own.
   *
   * @param seen whether any public address of a facility looks so from here
   * @param isHeard whether a voter is heard
   */
  void look(BiPredicate<String, View> seen, Set<String> isHeard, long now) {
    if (self.isWitness()) {
      return;
    }
    for (FacilityDefinition facility : configuration.facilities()) {
      String name = facility.name();
      if (name.equals(self.facility())) {
        continue;
      }
      if (!isCut(facility, isHeard)) {
        downSince.remove(name);
        if (told.remove(name)) {
          listener.happened(new FacilityEvent.PrivateLinkChanged(name, true));
        }
      } else if (seen.test(name, View.ALIVE)) {
        long since = downSince.computeIfAbsent(name, n -> now);
        if (now - since >= patience.toNanos() && told.add(name)) {
          listener.happened(new FacilityEvent.PrivateLinkChanged(name, false));
        }
      } else {
        downSince.remove(name);
      }
    }
  }

  private boolean isCut(FacilityDefinition facility, Set<String> isHeard) {
    List<VoterDefinition> inside =
        facility.instances().stream()
            .filter(
                i ->
                    facility.networks().stream()
                        .anyMatch(n -> n.contains(i.address().getAddress())))
            .toList();
    Reach reach = servers.of(facility.name());
    boolean anyInstance = inside.stream().anyMatch(i -> isHeard.contains(i.name()));
    return !anyInstance && reach != Reach.SOME && (!inside.isEmpty() || reach == Reach.NONE);
  }
}
