package io.spillway.ops.backup;

import io.spillway.config.SourcePosition;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code config-backup} section says. Immutable.
 *
 * @param target where backups go
 * @param instance the name under which this machine's backups stand
 * @param schedule when, or null for never by itself
 * @param onStart whether one is made when a process starts, as after a reload
 * @param keep how many are kept
 * @param key what encrypts keys and passwords, or null to leave them out
 * @param includes files beside those that the configuration names
 * @param position where the section stands
 */
public record BackupDefinition(
    BackupTarget target,
    String instance,
    @Nullable BackupSchedule schedule,
    boolean onStart,
    Retention keep,
    @Nullable BackupKey key,
    List<Path> includes,
    SourcePosition position) {
  public BackupDefinition {
    includes = List.copyOf(includes);
  }
}
