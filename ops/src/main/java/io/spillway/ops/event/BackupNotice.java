package io.spillway.ops.event;

import io.spillway.ops.backup.BackupEvent;
import java.util.List;

/**
 * What became of a backup of the configuration. Immutable.
 *
 * @param subject the instance whose configuration it is
 * @param kind {@code backup-done}, {@code backup-failed} or {@code backup-late}
 * @param severity how much it matters
 * @param text the line that tells it
 */
public record BackupNotice(Subject subject, String kind, Severity severity, String text)
    implements Event {
  private static final String DONE = "backup-done";
  private static final String FAILED = "backup-failed";
  private static final String LATE = "backup-late";

  /** What {@code event} is to the operators of {@code instance}. */
  public static BackupNotice of(BackupEvent event, String instance) {
    Subject subject = Subject.of(Subject.Kind.BACKUP, instance, "");
    String text = "The configuration of " + instance + ": " + event.text();
    return switch (event) {
      case BackupEvent.Done done ->
          new BackupNotice(
              subject,
              DONE,
              done.severity() == BackupEvent.Severity.NOTICE
                  ? Severity.INFORMATION
                  : Severity.WARNING,
              text);
      case BackupEvent.Failed _ -> new BackupNotice(subject, FAILED, Severity.WARNING, text);
      case BackupEvent.Late _ -> new BackupNotice(subject, LATE, Severity.CRITICAL, text);
    };
  }

  @Override
  public boolean lasts() {
    return !kind.equals(DONE);
  }

  @Override
  public List<String> ends() {
    return switch (kind) {
      case DONE -> List.of(FAILED, LATE);
      default -> List.of();
    };
  }
}
