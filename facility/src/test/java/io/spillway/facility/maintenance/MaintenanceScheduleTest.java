package io.spillway.facility.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.maintenance.MaintenanceWindow.Weekly;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MaintenanceScheduleTest {
  private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");

  private static MaintenanceSchedule sundays(String from, String to) {
    return new MaintenanceSchedule(
        List.of(
            new Weekly(
                Set.of(DayOfWeek.SUNDAY), LocalTime.parse(from), LocalTime.parse(to), ZURICH)));
  }

  @Test
  void aWindowFollowsTheTimeOfItsZone() {
    MaintenanceSchedule schedule = sundays("04:00", "06:00");
    assertThat(schedule.openAt(Instant.parse("2026-07-05T02:00:00Z")))
        .isEqualTo(
            new Occurrence(
                Instant.parse("2026-07-05T02:00:00Z"), Instant.parse("2026-07-05T04:00:00Z")));
    assertThat(schedule.openAt(Instant.parse("2026-12-06T02:30:00Z"))).isNull();
    assertThat(schedule.openAt(Instant.parse("2026-12-06T03:00:00Z"))).isNotNull();
    assertThat(schedule.openAt(Instant.parse("2026-12-07T03:00:00Z"))).isNull();
  }

  @Test
  void aWindowThatEndsBeforeItBeginsEndsOnTheNextDay() {
    MaintenanceSchedule schedule = sundays("23:00", "01:00");
    Occurrence open = schedule.openAt(Instant.parse("2026-12-06T23:30:00Z"));
    assertThat(open)
        .isEqualTo(
            new Occurrence(
                Instant.parse("2026-12-06T22:00:00Z"), Instant.parse("2026-12-07T00:00:00Z")));
    assertThat(schedule.endingAt(Instant.parse("2026-12-07T00:00:00Z"))).isEqualTo(open);
    assertThat(schedule.nextAfter(Instant.parse("2026-12-06T22:00:00Z")).begin())
        .isEqualTo(Instant.parse("2026-12-13T22:00:00Z"));
  }

  @Test
  void anHourThatSummerTimeSkipsIsNoMaintenance() {
    // On 29 March 2026, two o'clock is three o'clock.
    assertThat(sundays("02:00", "03:00").openAt(Instant.parse("2026-03-29T01:00:00Z"))).isNull();
    assertThat(sundays("02:30", "04:00").openAt(Instant.parse("2026-03-29T01:00:00Z")))
        .isEqualTo(
            new Occurrence(
                Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-29T02:00:00Z")));
    // On 25 October 2026, two o'clock comes twice.
    assertThat(sundays("02:00", "03:00").openAt(Instant.parse("2026-10-25T00:30:00Z")))
        .isEqualTo(
            new Occurrence(
                Instant.parse("2026-10-25T00:00:00Z"), Instant.parse("2026-10-25T02:00:00Z")));
  }

  @Property(tries = 500)
  void aWeeklyWindowIsOpenOnItsDaysBetweenItsTimes(@ForAll long seed) {
    Random random = new Random(seed);
    Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
    days.add(DayOfWeek.of(1 + random.nextInt(7)));
    LocalTime from = LocalTime.of(random.nextInt(24), random.nextInt(60));
    LocalTime to = LocalTime.of(random.nextInt(24), random.nextInt(60));
    ZoneId zone = ZoneOffset.ofTotalSeconds(900 * (random.nextInt(113) - 56));
    MaintenanceSchedule schedule =
        new MaintenanceSchedule(List.of(new Weekly(days, from, to, zone)));
    Instant moment = Instant.ofEpochSecond(1_780_000_000L + random.nextInt(20_000_000));
    ZonedDateTime local = moment.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean today = days.contains(local.getDayOfWeek());
    boolean yesterday = days.contains(local.getDayOfWeek().minus(1));
    boolean crosses = !to.isAfter(from);
    boolean open =
        crosses
            ? (today && !time.isBefore(from)) || (yesterday && time.isBefore(to))
            : today && !time.isBefore(from) && time.isBefore(to);
    Occurrence found = schedule.openAt(moment);
    assertThat(found != null).isEqualTo(open);
    if (found != null) {
      assertThat(schedule.endingAt(found.end())).isEqualTo(found);
    }
    Occurrence next = schedule.nextAfter(moment);
    assertThat(next.begin()).isAfter(moment);
    assertThat(schedule.openAt(next.begin())).isNotNull();
  }
}
