package io.spillway.ops.backup;

import io.spillway.config.NamedFiles.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the files of a backup, and encrypts those that hold secrets. Confined to one thread. */
final class FileCollector {
  private static final byte[][] SECRETS = {
    "PRIVATE KEY-----".getBytes(StandardCharsets.ISO_8859_1),
    "Private-key-format:".getBytes(StandardCharsets.ISO_8859_1)
  };

  private final @Nullable BackupKey key;
  private final Map<String, byte[]> contents = new TreeMap<>();
  private final List<Manifest.Entry> entries = new ArrayList<>();
  private final List<Manifest.LeftOut> leftOut = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();
  private long total;

  FileCollector(@Nullable BackupKey key) {
    this.key = key;
  }

  /**
   * Reads all of them.
   *
   * @param named by path; a file that has gone since is told
   * @param included files that an operator added
   * @throws BackupException where there is too much
   */
  void collect(Map<Path, Content> named, List<Path> included) throws BackupException {
    Map<Path, Content> all = new TreeMap<>(named);
    included.forEach(path -> all.putIfAbsent(path, Content.PLAIN));
    for (Map.Entry<Path, Content> file : all.entrySet()) {
      Path path = file.getKey();
      if (Files.isRegularFile(path)) {
        add(path, file.getValue());
      } else if (Files.isDirectory(path)) {
        directories.add(path.toString());
      } else {
        leftOut.add(new Manifest.LeftOut(path.toString(), "No such file or directory"));
      }
    }
  }

  private void add(Path path, Content content) throws BackupException {
    byte[] bytes;
    PosixFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, PosixFileAttributes.class);
      total += attributes.size();
      if (total > BackupArchive.MOST_BYTES || entries.size() >= BackupArchive.MOST_FILES) {
        throw new BackupException(
            "the configuration's files are too many or too large (expected: at most "
                + BackupArchive.MOST_FILES
                + " files with "
                + (BackupArchive.MOST_BYTES >> 20)
                + " MiB)");
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      leftOut.add(new Manifest.LeftOut(path.toString(), DirectoryStore.reason(e)));
      return;
    }
    String name = path.toString();
    boolean secret = content == Content.SECRET || holdsSecret(bytes);
    BackupKey with = key;
    if (secret && with == null) {
      leftOut.add(new Manifest.LeftOut(name, "a secret, and there is no 'key-file'"));
      return;
    }
    byte[] stored = secret && with != null ? with.encrypt(name, bytes) : bytes;
    contents.put(name, stored);
    entries.add(
        new Manifest.Entry(
            name,
            mode(attributes.permissions()),
            attributes.owner().getName(),
            attributes.group().getName(),
            bytes.length,
            BackupArchive.sha256(stored),
            secret));
  }

  private static boolean holdsSecret(byte[] content) {
    for (byte[] mark : SECRETS) {
      for (int at = 0; at + mark.length <= content.length; at++) {
        int same = 0;
        while (same < mark.length && content[at + same] == mark[same]) {
          same++;
        }
        if (same == mark.length) {
          return true;
        }
      }
    }
    return false;
  }

  static String mode(Set<PosixFilePermission> permissions) {
    int mode = 0;
    for (PosixFilePermission permission : permissions) {
      mode |= 0400 >> permission.ordinal();
    }
    return String.format("%04o", mode);
  }

  List<Manifest.Entry> entries() {
    return entries;
  }

  List<Manifest.LeftOut> leftOut() {
    return leftOut;
  }

  List<String> directories() {
    return directories;
  }

  Map<String, byte[]> contents() {
    return contents;
  }
}
