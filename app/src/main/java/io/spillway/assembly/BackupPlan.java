package io.spillway.assembly;

import io.spillway.config.Diagnostics;
import io.spillway.config.Severity;
import io.spillway.ops.backup.BackupDefinition;
import io.spillway.ops.backup.BackupEvent;
import io.spillway.ops.backup.BackupRun;
import io.spillway.ops.backup.BackupScheduler;
import io.spillway.ops.backup.BackupSource;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.GlobalKeywords;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The backups of the configuration that a process runs. Immutable.
 *
 * @param definition where they go and when
 * @param source what they hold
 */
public record BackupPlan(BackupDefinition definition, BackupSource source) {
  /** Checks that backups can be made the way the process is to run. */
  public static void check(
      @Nullable BackupDefinition definition,
      @Nullable Configuration configuration,
      Diagnostics diagnostics) {
    if (definition != null
        && configuration != null
        && (definition.schedule() != null || definition.onStart())
        && !configuration.global().settings().get(GlobalKeywords.CHROOT).isEmpty()) {
      diagnostics.alert(
          definition.position(),
          "'config-backup' cannot read files from within the 'chroot' of 'global' (expected: no"
              + " 'chroot'; or 'schedule never' here, and a timer that runs 'spillway backup now -f"
              + " <file>').");
    }
  }

  /** One backup after the other, made when it is asked for. */
  public BackupRun run() {
    return new BackupRun(definition, source, InstantSource.system());
  }

  /** Makes backups from now on, and tells {@code log} and {@code alerts} of them. */
  BackupScheduler start(EventLog log, BackupEvent.Listener alerts) {
    return BackupScheduler.start(
        definition,
        run(),
        InstantSource.system(),
        event -> {
          tell(event, log);
          alerts.happened(event);
        });
  }

  private static void tell(BackupEvent event, EventLog log) {
    Severity severity =
        switch (event.severity()) {
          case NOTICE -> Severity.NOTICE;
          case WARNING -> Severity.WARNING;
          case ALERT -> Severity.ALERT;
        };
    log.tell(severity, "Backups: " + event.text() + ".");
  }
}
