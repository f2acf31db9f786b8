package io.spillway.facility.runtime;

import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.FacilityDefinition;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.facility.exchange.VoterState.Instruction;
import io.spillway.facility.maintenance.MaintenanceDecision;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.facility.maintenance.Occurrence;
import io.spillway.facility.provider.election.QuorumElection;
import io.spillway.facility.provider.election.WriterElection.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens and closes maintenance windows, where this voter is the one by whose clock that is done:
 * the first of the configuration that a majority of all hears. All others follow its orders, so
 * that clocks that differ never make answers differ. Confined to the runtime's thread.
 */
final class Timekeeper {
  private final FacilityConfiguration configuration;
  private final String self;
  private final List<String> voters;
  private final Duration patience;
  private final InstantSource clock;
  private boolean keeps;
  private long keepsSince;
  private long decidedFor;

  /**
   * A voter that may have to keep the time.
   *
   * @param patience for how long it must have been the one before it acts, so that a silence of a
   *     moment does not change whose clock counts
   */
  Timekeeper(
      FacilityConfiguration configuration, String self, Duration patience, InstantSource clock) {
    this.configuration = configuration;
    this.self = self;
    this.voters = configuration.voters().stream().map(VoterDefinition::name).toList();
    this.patience = patience;
    this.clock = clock;
  }

  /** Which window an order is about that an operator gives now. */
  Instant windowOfOperator(String facility, Orders orders) {
    Instruction standing = orders.instruction(facility);
    return MaintenanceDecision.windowOfOperator(
        schedule(facility), standing.order().kind(), standing.window(), clock.instant());
  }

  /** The window that is next by this voter's clock, or null. */
  @Nullable Occurrence next(String facility) {
    return schedule(facility).nextAfter(clock.instant());
  }

  private MaintenanceSchedule schedule(String facility) {
    FacilityDefinition known = configuration.facility(facility);
    return known == null ? MaintenanceSchedule.NONE : known.maintenance();
  }

  /** Gives the orders that are due, at most once a second. */
  void decide(Acquaintance acquaintance, Orders orders, long now) {
    if (!isInCharge(acquaintance, now)) {
      return;
    }
    Instant date = clock.instant();
    if (date.getEpochSecond() == decidedFor) {
      return;
    }
    decidedFor = date.getEpochSecond();
    for (FacilityDefinition facility : configuration.facilities()) {
      Instruction standing = orders.instruction(facility.name());
      MaintenanceDecision decision =
          MaintenanceDecision.of(
              facility.maintenance(), standing.order().kind(), standing.window(), date);
      if (decision != null) {
        orders.schedule(facility.name(), decision, now);
      }
    }
  }

  private boolean isInCharge(Acquaintance acquaintance, long now) {
    Standing standing =
        QuorumElection.conclude(
            new QuorumElection.Known(
                self,
                voters,
                voters.size(),
                acquaintance.hears(),
                Set.of(),
                Duration.ofNanos(Math.max(1, acquaintance.until() - now))));
    boolean before = keeps;
    keeps = standing instanceof Standing.Writer;
    if (keeps && !before) {
      keepsSince = now;
    }
    return keeps && now - keepsSince >= patience.toNanos();
  }
}
