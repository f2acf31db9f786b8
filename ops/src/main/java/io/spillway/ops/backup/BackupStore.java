package io.spillway.ops.backup;

import java.util.List;

/** Where archives lie, by instance and id. Thread-safe; blocks, and is bounded by timeouts. */
public interface BackupStore extends AutoCloseable {
  /**
   * The backups of {@code instance}, the oldest first.
   *
   * @throws BackupException where they cannot be listed
   */
  List<Stored> list(String instance) throws BackupException;

  /**
   * The instances that have backups, in the order of their names.
   *
   * @throws BackupException where they cannot be listed
   */
  List<String> instances() throws BackupException;

  /**
   * Keeps an archive, whole or not at all.
   *
   * @throws BackupException where it was not kept
   */
  void put(String instance, BackupId id, byte[] archive) throws BackupException;

  /**
   * An archive's bytes.
   *
   * @throws BackupException where it cannot be read
   */
  byte[] get(String instance, BackupId id) throws BackupException;

  /**
   * Removes an archive.
   *
   * @throws BackupException where it was not removed
   */
  void delete(String instance, BackupId id) throws BackupException;

  @Override
  void close();

  /**
   * The store that {@code target} names. Nothing is asked of it yet.
   *
   * @throws BackupException where it cannot be used at all
   */
  static BackupStore open(BackupTarget target) throws BackupException {
    return switch (target) {
      case BackupTarget.Directory directory -> new DirectoryStore(directory.path());
      case BackupTarget.Bucket bucket -> new BucketStore(bucket);
    };
  }

  /**
   * A backup as a listing shows it.
   *
   * @param size the archive's bytes
   */
  record Stored(BackupId id, long size) {}
}
