package io.spillway.ops.backup;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * How many backups are kept: the newest of each of the last days, weeks and months that have any.
 * Days without a backup do not count, so that what changes seldom is not lost. Immutable.
 *
 * @param daily how many days, 1 to 3650
 * @param weekly how many weeks of ISO 8601, 0 to 3650
 * @param monthly how many months, 0 to 3650
 */
public record Retention(int daily, int weekly, int monthly) {
  /** Where a section says nothing. */
  public static final Retention DEFAULT = new Retention(14, 8, 12);

  /** Those of {@code backups} that are not kept; never the newest. */
  public List<BackupId> superfluous(Collection<BackupId> backups, ZoneId zone) {
    List<BackupId> newestFirst = backups.stream().sorted().toList().reversed();
    Set<BackupId> kept = new HashSet<>();
    keep(newestFirst, daily, kept, id -> day(id, zone));
    keep(
        newestFirst,
        weekly,
        kept,
        id ->
            day(id, zone).get(IsoFields.WEEK_BASED_YEAR)
                + "-"
                + day(id, zone).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    keep(newestFirst, monthly, kept, id -> day(id, zone).withDayOfMonth(1));
    return newestFirst.stream().filter(id -> !kept.contains(id)).toList().reversed();
  }

  private static LocalDate day(BackupId id, ZoneId zone) {
    return id.time().atZone(zone).toLocalDate();
  }

  private static void keep(
      List<BackupId> newestFirst, int count, Set<BackupId> kept, Function<BackupId, Object> span) {
    Map<Object, BackupId> newest = new LinkedHashMap<>();
    newestFirst.forEach(id -> newest.putIfAbsent(span.apply(id), id));
    newest.values().stream().limit(count).forEach(kept::add);
  }
}
