package io.spillway.ops.alert;

import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.provider.election.QuorumElection;
import io.spillway.facility.provider.election.WriterElection;
import io.spillway.facility.runtime.Acquaintance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has one of several instances tell: the one that hears the most others, of those that a majority
 * hears, the first in the order of the configuration among equals; witnesses come after all
 * instances. What concerns servers is told by one instance of each facility, because another
 * facility may see them otherwise. An instance that hears no majority tells for itself: a message
 * too many is better than none. Thread-safe as its supplier is.
 */
public final class InstanceTeller implements Teller {
  private final VoterDefinition self;
  private final List<String> all;
  private final List<String> facility;
  private final int voters;
  private final Supplier<Acquaintance> knowledge;

  /** What {@code self} concludes from {@code knowledge}. */
  public InstanceTeller(
      FacilityConfiguration configuration, VoterDefinition self, Supplier<Acquaintance> knowledge) {
    this.self = self;
    this.knowledge = knowledge;
    this.voters = configuration.voters().size();
    this.all =
        Stream.concat(
                configuration.voters().stream().filter(v -> v.facility() != null),
                configuration.voters().stream().filter(v -> v.facility() == null))
            .map(VoterDefinition::name)
            .toList();
    String own = self.facility();
    this.facility =
        own == null
            ? List.of(self.name())
            : configuration.voters().stream()
                .filter(v -> own.equals(v.facility()))
                .map(VoterDefinition::name)
                .toList();
  }

  @Override
  public @Nullable String other(Notification.Audience audience) {
    return switch (audience) {
      case INSTANCE -> null;
      case FACILITY -> other(facility);
      case ALL -> other(all);
    };
  }

  private @Nullable String other(List<String> order) {
    WriterElection.Standing standing =
        QuorumElection.conclude(
            new QuorumElection.Known(
                self.name(),
                order,
                voters,
                knowledge.get().hears(),
                Set.of(),
                Duration.ofSeconds(1)));
    return switch (standing) {
      case WriterElection.Standing.Writer _ -> null;
      case WriterElection.Standing.Other(String writer, _) -> writer;
    };
  }
}
