package io.spillway.facility.runtime;

import io.spillway.facility.watch.ProcessStates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What a {@link FacilityRuntime} takes from outside. Immutable.
 *
 * @param stateFile where what must survive a restart is kept
 * @param historyFile where events are kept
 * @param wallClock the date, for showing, and for maintenance windows where this voter keeps the
 *     time of them for all; no verdict is decided by it
 * @param servers how the servers of a facility can be reached from here
 * @param processes how the processes do that this one watches
 */
public record FacilitySurroundings(
    Path stateFile,
    Path historyFile,
    InstantSource wallClock,
    ServerReach servers,
    ProcessStates processes) {
  /** The shortest time for which what a voter said holds. */
  static final Duration SHORTEST_VALIDITY = Duration.ofSeconds(1);

  /** Whether the servers of a facility can be reached over the private side; thread-safe. */
  @FunctionalInterface
  public interface ServerReach {
    /** Whether any server of the facility can be reached. */
    Reach of(String facility);
  }

  /** What is known of a facility's servers. */
  public enum Reach {
    /** At least one is up. */
    SOME,
    /** There are some, and none is up. */
    NONE,
    /** No server of the facility is configured or checked here. */
    UNKNOWN
  }
}
