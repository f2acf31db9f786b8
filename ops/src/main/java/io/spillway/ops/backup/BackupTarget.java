package io.spillway.ops.backup;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where backups go. Immutable. */
public sealed interface BackupTarget {
  /** How messages call it. */
  String text();

  /**
   * A directory.
   *
   * @param path where; each instance has a directory of its own below it
   */
  record Directory(Path path) implements BackupTarget {
    @Override
    public String text() {
      return path.toString();
    }
  }

  /**
   * A bucket of Amazon S3 or of a store that speaks its protocol.
   *
   * @param bucket its name
   * @param prefix what keys begin with, without slashes at its ends; may be empty
   * @param region the bucket's region
   * @param endpoint the store's address, or null for Amazon's
   * @param pathStyle whether the bucket stands in the path and not in the host's name
   * @param storageClass S3's storage class, or null for the bucket's own
   * @param encryption what the store encrypts with
   * @param profile the profile of the AWS configuration files, or null for the default
   * @param timeout how long one request may take
   */
  record Bucket(
      String bucket,
      String prefix,
      String region,
      @Nullable URI endpoint,
      boolean pathStyle,
      @Nullable String storageClass,
      StoreEncryption encryption,
      @Nullable String profile,
      Duration timeout)
      implements BackupTarget {
    @Override
    public String text() {
      return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
    }
  }

  /** What the store does to encrypt what lies there. */
  sealed interface StoreEncryption {
    /** What the bucket does by itself. */
    record OfBucket() implements StoreEncryption {}

    /** Keys of S3's own (SSE-S3). */
    record S3() implements StoreEncryption {}

    /**
     * Keys of AWS KMS (SSE-KMS).
     *
     * @param key the key's id or ARN, or null for the account's default
     */
    record Kms(@Nullable String key) implements StoreEncryption {}
  }
}
