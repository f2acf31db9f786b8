package io.spillway.ops.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.backup.BackupEvent;
import io.spillway.ops.backup.BackupId;
import io.spillway.ops.backup.BackupRun;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupNoticeTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void aFailureLastsUntilABackupIsMade() {
    Event failed = BackupNotice.of(new BackupEvent.Failed("no bucket", null, NOON), "lb1");
    Event late = BackupNotice.of(new BackupEvent.Late(NOON, "no bucket"), "lb1");
    Event done =
        BackupNotice.of(
            new BackupEvent.Done(
                "s3://b",
                new BackupRun.Outcome.Unchanged(new BackupId(NOON, "0123456789abcdef"), List.of())),
            "lb1");
    assertThat(failed.lasts()).isTrue();
    assertThat(failed.severity()).isEqualTo(Severity.WARNING);
    assertThat(late.lasts()).isTrue();
    assertThat(late.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(done.lasts()).isFalse();
    assertThat(done.ends()).containsExactly(failed.kind(), late.kind());
    assertThat(done.subject()).isEqualTo(failed.subject());
    assertThat(done.severity()).isEqualTo(Severity.INFORMATION);
  }

  @Test
  void theReasonIsTold() {
    assertThat(BackupNotice.of(new BackupEvent.Failed("no bucket", null, NOON), "lb1").text())
        .startsWith("The configuration of lb1: no backup was made: no bucket");
  }
}
