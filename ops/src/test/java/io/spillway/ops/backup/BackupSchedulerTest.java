package io.spillway.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.SourcePosition;
import io.spillway.ops.backup.BackupRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupSchedulerTest {
  private static final BackupSchedule EACH_SECOND =
      new BackupSchedule("* * * * * *", ZoneOffset.UTC);

  @TempDir private Path directory;
  private final BlockingQueue<BackupEvent> events = new LinkedBlockingQueue<>();

  private BackupScheduler start(Path target, @Nullable BackupSchedule schedule, boolean onStart)
      throws Exception {
    BackupDefinition definition =
        new BackupDefinition(
            new BackupTarget.Directory(target),
            "lb1",
            schedule,
            onStart,
            Retention.DEFAULT,
            Sample.KEY,
            List.of(),
            new SourcePosition("test", 1, 1));
    InstantSource clock = InstantSource.system();
    return BackupScheduler.start(
        definition,
        new BackupRun(definition, new Sample(directory).source(), clock),
        clock,
        Duration.ofMillis(200),
        events::add);
  }

  @Test
  void backupsAreMadeWhenTheyAreDue() throws Exception {
    try (BackupScheduler _ = start(directory.resolve("backups"), EACH_SECOND, false)) {
      assertThat(events.take())
          .isInstanceOfSatisfying(
              BackupEvent.Done.class,
              done -> assertThat(done.outcome()).isInstanceOf(Outcome.Made.class));
      assertThat(events.take())
          .isInstanceOfSatisfying(
              BackupEvent.Done.class,
              done -> assertThat(done.outcome()).isInstanceOf(Outcome.Unchanged.class));
    }
  }

  @Test
  void aFailureIsTriedAgainAndToldAsLateOnceTheNextOneIsDue() throws Exception {
    Path target = directory.resolve("backups");
    Files.writeString(target, "in the way");
    try (BackupScheduler _ = start(target, EACH_SECOND, false)) {
      BackupEvent first = events.take();
      assertThat(first).isInstanceOf(BackupEvent.Failed.class);
      assertThat(first.severity()).isEqualTo(BackupEvent.Severity.ALERT);
      assertThat(first.text())
          .contains("no backup was made: cannot")
          .contains("the next try is at");
      BackupEvent event = events.take();
      while (!(event instanceof BackupEvent.Late)) {
        assertThat(event).isInstanceOf(BackupEvent.Failed.class);
        event = events.take();
      }

      Files.delete(target);
      while (!(event instanceof BackupEvent.Done)) {
        event = events.take();
      }
    }
  }

  @Test
  void oneIsMadeAtTheStartWhereThatIsWanted() throws Exception {
    try (BackupScheduler _ = start(directory.resolve("backups"), null, true)) {
      assertThat(events.take()).isInstanceOf(BackupEvent.Done.class);
    }
  }
}
