package io.spillway.ops.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an {@link AlertEngine} remembers, to be kept on disk. Immutable.
 *
 * @param changes when each problem began, where that was lately
 * @param notes when events that do not last were told, by what they say
 * @param made how many notifications were ever made
 */
public record EngineState(
    List<Problem.Kept> problems,
    List<Group.Kept> groups,
    List<Silence> silences,
    Map<String, List<Instant>> changes,
    Map<String, Instant> notes,
    long made) {
  /** Nothing. */
  public static final EngineState EMPTY =
      new EngineState(List.of(), List.of(), List.of(), Map.of(), Map.of(), 0);
}
