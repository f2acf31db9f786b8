package io.spillway.ops.backup;

import java.nio.charset.StandardCharsets;

/** What two backups have in common where nothing has changed between them. Stateless. */
final class Fingerprint {
  private Fingerprint() {}

  /** The SHA-256 of all that {@code manifest} tells of files, and not of when it was made. */
  static String of(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    line(text, "key", String.valueOf(manifest.key()));
    line(text, "directory", manifest.directory());
    manifest.files().forEach(file -> line(text, "file", file));
    manifest.directories().forEach(directory -> line(text, "directory", directory));
    for (Manifest.Entry entry : manifest.entries()) {
      line(
          text,
          "entry",
          entry.path(),
          entry.mode(),
          entry.owner(),
          entry.group(),
          String.valueOf(entry.encrypted()),
          entry.sha256());
    }
    manifest.leftOut().forEach(left -> line(text, "left out", left.path(), left.reason()));
    return BackupArchive.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void line(StringBuilder text, String... words) {
    text.append(String.join("\0", words)).append('\n');
  }
}
