package io.spillway.facility.runtime;

import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.NameDefinition;
import java.time.Duration;

/**
 * How often a voter speaks, and how long its words hold. Immutable.
 *
 * @param heartbeat between two messages: what the configuration says, or a quarter of the shortest
 *     interval of the checks, between 50 and 250 ms
 * @param validity how long a voter counts as heard after its last message, 1 s at least
 */
record Rhythm(Duration heartbeat, Duration validity) {
  private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(50);
  private static final Duration LONGEST_HEARTBEAT = Duration.ofMillis(250);
  private static final Duration SHORTEST_VALIDITY = Duration.ofSeconds(1);
  private static final int HEARTBEATS_OF_VALIDITY = 5;

  /** The rhythm of all voters of {@code configuration}. */
  static Rhythm of(FacilityConfiguration configuration) {
    Duration own = configuration.coordination().heartbeat();
    Duration heartbeat = own == null ? derived(configuration) : own;
    return new Rhythm(
        heartbeat, longer(SHORTEST_VALIDITY, heartbeat.multipliedBy(HEARTBEATS_OF_VALIDITY)));
  }

  private static Duration derived(FacilityConfiguration configuration) {
    Duration shortest = LONGEST_HEARTBEAT;
    for (NameDefinition name : configuration.names()) {
      Duration quarter = name.pace().interval().dividedBy(4);
      shortest = quarter.compareTo(shortest) < 0 ? quarter : shortest;
    }
    return longer(shortest, SHORTEST_HEARTBEAT);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
