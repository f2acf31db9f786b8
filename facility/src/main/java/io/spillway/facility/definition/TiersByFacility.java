package io.spillway.facility.definition;

import io.spillway.facility.verdict.Policy;
import io.spillway.proxy.definition.FacilityTiers;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tiers in the order of facilities that a {@code dns-failover} section gives. Immutable. */
public record TiersByFacility(FacilityConfiguration configuration) implements FacilityTiers {
  @Override
  public @Nullable String problem(String name) {
    if (find(name) != null) {
      return null;
    }
    List<String> names = configuration.names().stream().map(NameDefinition::name).toList();
    return name.isEmpty()
        ? "there are "
            + names.size()
            + " 'dns-failover' sections (expected: one, or the name of the one whose order is"
            + " meant)."
        : "there is no 'dns-failover "
            + name
            + "' (expected: "
            + (names.isEmpty() ? "a section of that name" : String.join(", ", names))
            + ").";
  }

  @Override
  public int tier(String name, InetAddress address) {
    NameDefinition followed = find(name);
    if (followed == null) {
      throw new IllegalArgumentException(problem(name));
    }
    int tier = 1;
    for (Policy.Member member : followed.policy().members()) {
      FacilityDefinition facility = configuration.facility(member.facility());
      if (facility != null && facility.networks().stream().anyMatch(n -> n.contains(address))) {
        return tier;
      }
      tier++;
    }
    return tier;
  }

  private @Nullable NameDefinition find(String name) {
    List<NameDefinition> names = configuration.names();
    if (name.isEmpty()) {
      return names.size() == 1 ? names.getFirst() : null;
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    return names.stream().filter(n -> n.name().equals(wanted)).findFirst().orElse(null);
  }
}
