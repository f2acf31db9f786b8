package io.spillway.facility.maintenance;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** When a facility is to be kept out of service. Immutable. */
public sealed interface MaintenanceWindow {
  /** Its occurrences that lie around {@code moment}: all that contain it, and the next one. */
  List<Occurrence> around(Instant moment);

  /** One time. */
  record Once(Occurrence occurrence) implements MaintenanceWindow {
    @Override
    public List<Occurrence> around(Instant moment) {
      return List.of(occurrence);
    }
  }

  /**
   * Every week. A time of day that a change to summer time skips is the moment of the change; of
   * one that comes twice, the first counts.
   *
   * @param days on which it begins; at least one
   * @param from when it begins
   * @param to when it ends; on the following day where this is not later than {@code from}
   * @param zone whose days and times these are
   */
  record Weekly(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone)
      implements MaintenanceWindow {
    public Weekly {
      days = Set.copyOf(days);
    }

    @Override
    public List<Occurrence> around(Instant moment) {
      LocalDate today = LocalDate.ofInstant(moment, zone);
      return LongStream.rangeClosed(-2, 8)
          .mapToObj(today::plusDays)
          .filter(day -> days.contains(day.getDayOfWeek()))
          .map(this::on)
          .flatMap(List::stream)
          .toList();
    }

    /** What begins on {@code day}; nothing where a change of the clocks leaves no time at all. */
    private List<Occurrence> on(LocalDate day) {
      LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
      Instant begin = moment(day, from);
      Instant end = moment(last, to);
      return begin.isBefore(end) ? List.of(new Occurrence(begin, end)) : List.of();
    }

    private Instant moment(LocalDate day, LocalTime time) {
      var gap = zone.getRules().getTransition(day.atTime(time));
      return gap != null && gap.isGap()
          ? gap.getInstant()
          : ZonedDateTime.of(day, time, zone).toInstant();
    }
  }
}
