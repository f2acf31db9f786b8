package io.spillway.ops.watch;

import io.spillway.facility.watch.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a process at one moment. Immutable.
 *
 * @param alive whether it runs and answers
 * @param isHeard whether a failure of {@code alive} says something about the process; false where
 *     it may be the way to it that fails
 * @param listening whether it accepts connections; {@link Outcome.Kind#NOT_TOLD} where that was not
 *     tried
 * @param pid its process id, 0 if unknown
 * @param used how much there is of what is limited; what could not be seen is missing
 * @param configuration whether it runs with its configuration as it is on disk
 * @param rows its servers and backends, or null where it was not asked or did not answer
 */
record Look(
    Outcome alive,
    boolean isHeard,
    Outcome listening,
    long pid,
    Map<Limit.What, Limit.Used> used,
    Outcome configuration,
    @Nullable List<WatchedRow> rows) {
  Look {
    used = used.isEmpty() ? Map.of() : new EnumMap<>(used);
    rows = rows == null ? null : List.copyOf(rows);
  }
}
