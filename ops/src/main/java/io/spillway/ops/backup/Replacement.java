package io.spillway.ops.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The replacement of several files by others as one step: all is written beside the old ones and
 * the old ones are copied away, and only then they change places by renaming. Confined to one
 * thread.
 */
final class Replacement implements AutoCloseable {
  private final Path kept;
  private final Map<Path, Path> fresh = new LinkedHashMap<>();
  private final List<Path> removals = new ArrayList<>();
  private final Map<Path, Path> copies = new LinkedHashMap<>();
  private boolean done;

  Replacement(Path kept) {
    this.kept = kept;
  }

  void prepare(Path named, byte[] content, Manifest.Entry entry) throws BackupException {
    try {
      // Behind a symbolic link, the file is replaced and the link stays.
      Path path = Files.exists(named) ? named.toRealPath() : named;
      copyAway(path);
      Path written = path.resolveSibling("." + path.getFileName() + ".restored");
      Files.deleteIfExists(written);
      fresh.put(path, written);
      RestoredFile.write(written, content, entry);
    } catch (IOException e) {
      throw new BackupException(
          "cannot write " + named + ": " + DirectoryStore.reason(e) + "; nothing was changed", e);
    }
  }

  void prepareRemoval(Path path) throws BackupException {
    try {
      copyAway(path);
      removals.add(path);
    } catch (IOException e) {
      throw new BackupException(
          "cannot keep " + path + ": " + DirectoryStore.reason(e) + "; nothing was changed", e);
    }
  }

  private void copyAway(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.exists(kept)) {
      Files.createDirectories(
          kept, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path copy = kept.resolve(Path.of("/").relativize(path));
    Files.createDirectories(copy.getParent());
    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
    copies.put(path, copy);
  }

  void commit() throws BackupException {
    List<Path> changed = new ArrayList<>();
    try {
      for (Map.Entry<Path, Path> file : fresh.entrySet()) {
        Files.move(file.getValue(), file.getKey(), StandardCopyOption.ATOMIC_MOVE);
        changed.add(file.getKey());
      }
      for (Path path : removals) {
        Files.delete(path);
        changed.add(path);
      }
      done = true;
    } catch (IOException e) {
      takeBack(changed);
      throw new BackupException(
          "cannot replace files: " + DirectoryStore.reason(e) + "; what was replaced is back", e);
    }
  }

  private void takeBack(List<Path> changed) throws BackupException {
    for (Path path : changed) {
      Path copy = copies.get(path);
      try {
        if (copy == null) {
          Files.delete(path);
        } else {
          Files.copy(
              copy, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
      } catch (IOException e) {
        throw new BackupException(
            "cannot put "
                + path
                + " back as it was: "
                + DirectoryStore.reason(e)
                + "; it is in "
                + kept,
            e);
      }
    }
  }

  @Override
  public void close() {
    if (done) {
      return;
    }
    fresh.values().forEach(Replacement::deleteQuietly);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // It stands under a name that nobody reads, and is replaced the next time.
    }
  }
}
