package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackupScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void aTimeThatDaylightSavingSkipsComesOnceThatDay() {
    BackupSchedule schedule = new BackupSchedule("30 2 * * *", BERLIN);
    Instant evening = ZonedDateTime.of(2026, 3, 28, 20, 0, 0, 0, BERLIN).toInstant();

    Instant first = schedule.after(evening).orElseThrow();
    Instant second = schedule.after(first).orElseThrow();

    assertThat(first).isEqualTo("2026-03-29T01:30:00Z");
    assertThat(second).isEqualTo("2026-03-30T00:30:00Z");
  }

  @Test
  void aTimeThatDaylightSavingRepeatsComesOnce() {
    BackupSchedule schedule = new BackupSchedule("30 2 * * *", BERLIN);

    Instant first = schedule.after(Instant.parse("2026-10-24T22:00:00Z")).orElseThrow();

    assertThat(first).isEqualTo("2026-10-25T00:30:00Z");
    assertThat(schedule.after(first)).contains(Instant.parse("2026-10-26T01:30:00Z"));
    assertThat(schedule.after(Instant.parse("2026-10-25T01:10:00Z")))
        .contains(Instant.parse("2026-10-26T01:30:00Z"));
  }

  @Test
  void sixFieldsCountSeconds() {
    BackupSchedule schedule = new BackupSchedule("*/2 * * * * *", ZoneOffset.UTC);

    assertThat(schedule.after(Instant.parse("2026-01-31T00:00:01Z")))
        .contains(Instant.parse("2026-01-31T00:00:02Z"));
  }

  @Test
  void aDayThatNeverComesHasNoTime() {
    assertThat(new BackupSchedule("0 0 30 2 *", ZoneOffset.UTC).after(Instant.EPOCH)).isEmpty();
  }

  @Test
  void theNightlyMinuteIsAlwaysTheSameForAnInstanceAndSpreadOverTheNight() {
    assertThat(BackupSchedule.nightly("lb1", BERLIN))
        .isEqualTo(BackupSchedule.nightly("lb1", BERLIN));
    assertThat(
            IntStream.range(0, 100)
                .mapToObj(i -> BackupSchedule.nightly("lb" + i, BERLIN).expression())
                .distinct())
        .hasSizeGreaterThan(50);
  }
}
