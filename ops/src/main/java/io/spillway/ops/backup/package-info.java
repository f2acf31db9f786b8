/**
 * Backups of the configuration. {@link io.spillway.ops.backup.Inventory} hears which files a
 * configuration names while it is read; {@link io.spillway.ops.backup.BackupRun} packs them into an
 * archive with a manifest ({@link io.spillway.ops.backup.BackupArchive}), takes it to a {@link
 * io.spillway.ops.backup.BackupStore} (an S3 bucket or a directory), reads it back, and removes
 * what {@link io.spillway.ops.backup.Retention} says is too old. {@link
 * io.spillway.ops.backup.BackupScheduler} does that at the times of the {@code config-backup}
 * section, and {@link io.spillway.ops.backup.Restoration} puts files back.
 *
 * <p>Keys and passwords leave the machine only encrypted by a {@link
 * io.spillway.ops.backup.BackupKey}. Encryption is deterministic, so that an archive's bytes follow
 * from its files, its time and its key, and so that a backup can tell that nothing has changed.
 *
 * <p>All of it is control plane: straight-line code that blocks, on virtual threads. The classes of
 * the AWS SDK are loaded when a bucket is opened, and not before.
 */
@NullMarked
package io.spillway.ops.backup;

import org.jspecify.annotations.NullMarked;
