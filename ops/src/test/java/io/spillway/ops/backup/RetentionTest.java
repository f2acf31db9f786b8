package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static BackupId at(String time) {
    return new BackupId(Instant.parse(time), "0123456789abcdef");
  }

  private static List<BackupId> eachNightFrom(LocalDate first, int nights) {
    List<BackupId> all = new ArrayList<>();
    for (int i = 0; i < nights; i++) {
      all.add(at(first.plusDays(i) + "T02:00:00Z"));
    }
    return all;
  }

  @Test
  void ofAYearOfNightsDaysWeeksAndMonthsAreKept() {
    List<BackupId> all = eachNightFrom(LocalDate.of(2025, 1, 1), 365);

    List<BackupId> kept = new ArrayList<>(all);
    kept.removeAll(new Retention(3, 2, 2).superfluous(all, ZoneOffset.UTC));

    assertThat(kept)
        .containsExactly(
            at("2025-11-30T02:00:00Z"),
            at("2025-12-28T02:00:00Z"),
            at("2025-12-29T02:00:00Z"),
            at("2025-12-30T02:00:00Z"),
            at("2025-12-31T02:00:00Z"));
  }

  @Test
  void daysWithoutABackupDoNotCount() {
    List<BackupId> all = List.of(at("2020-01-01T00:00:00Z"), at("2026-01-01T00:00:00Z"));

    assertThat(new Retention(2, 0, 0).superfluous(all, ZoneOffset.UTC)).isEmpty();
  }

  @Test
  void ofOneDayTheNewestIsKept() {
    List<BackupId> all = List.of(at("2026-01-01T01:00:00Z"), at("2026-01-01T02:00:00Z"));

    assertThat(new Retention(1, 1, 1).superfluous(all, ZoneOffset.UTC))
        .containsExactly(at("2026-01-01T01:00:00Z"));
  }
}
