package io.spillway.facility.maintenance;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The maintenance windows of one facility. Immutable. */
public record MaintenanceSchedule(List<MaintenanceWindow> windows) {
  /** No window at all. */
  public static final MaintenanceSchedule NONE = new MaintenanceSchedule(List.of());

  public MaintenanceSchedule {
    windows = List.copyOf(windows);
  }

  /** What contains {@code moment}, of several what ends last; null where nothing does. */
  public @Nullable Occurrence openAt(Instant moment) {
    return around(moment)
        .filter(occurrence -> occurrence.contains(moment))
        .max(Comparator.comparing(Occurrence::end).thenComparing(Occurrence::begin))
        .orElse(null);
  }

  /** What ends at {@code end}, of several what begins first; null where nothing does. */
  public @Nullable Occurrence endingAt(Instant end) {
    return around(end.minusMillis(1))
        .filter(occurrence -> occurrence.end().equals(end))
        .min(Comparator.comparing(Occurrence::begin))
        .orElse(null);
  }

  /** The first one that begins after {@code moment}; null where none will. */
  public @Nullable Occurrence nextAfter(Instant moment) {
    return around(moment)
        .filter(occurrence -> occurrence.begin().isAfter(moment))
        .min(Comparator.comparing(Occurrence::begin))
        .orElse(null);
  }

  private Stream<Occurrence> around(Instant moment) {
    return windows.stream().flatMap(window -> window.around(moment).stream());
  }
}
