package io.spillway.ops.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an archive, and where it came from. Immutable.
 *
 * @param format the form of archives; this is {@link #FORMAT}
 * @param version the program's version
 * @param instance whose configuration it is
 * @param reason why it was made: {@code schedule}, {@code start}, {@code command}
 * @param time when, in ISO 8601 and UTC
 * @param fingerprint the SHA-256 of all that matters: equal for equal configurations
 * @param key the id of the key that encrypted secrets, or null where none did
 * @param directory the working directory, which relative names are relative to
 * @param files the configuration files and directories as the command line named them, in order
 * @param directories directories that the configuration names, absolute
 * @param entries the files, in the order of their paths
 * @param leftOut files that the configuration names and that are not in the archive
 */
public record Manifest(
    int format,
    String version,
    String instance,
    String reason,
    String time,
    String fingerprint,
    @Nullable String key,
    String directory,
    List<String> files,
    List<String> directories,
    List<Entry> entries,
    List<LeftOut> leftOut) {
  /** The form that is written, and the only one that is read. */
  public static final int FORMAT = 1;

  public Manifest {
    files = List.copyOf(files);
    directories = List.copyOf(directories);
    entries = List.copyOf(entries);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * One file.
   *
   * @param path absolute
   * @param mode its permissions as chmod takes them: {@code 0640}
   * @param owner the user that it belongs to
   * @param group its group
   * @param size bytes before encryption
   * @param sha256 of the bytes in the archive, in hexadecimal
   * @param encrypted whether those are encrypted
   */
  public record Entry(
      String path,
      String mode,
      String owner,
      String group,
      long size,
      String sha256,
      boolean encrypted) {}

  /**
   * A file that is missing in the archive.
   *
   * @param path absolute
   * @param reason why
   */
  public record LeftOut(String path, String reason) {}
}
