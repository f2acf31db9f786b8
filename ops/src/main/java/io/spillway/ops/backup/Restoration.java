package io.spillway.ops.backup;

import io.spillway.config.NamedFiles;
import io.spillway.config.NamedFiles.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A backup on its way back to the disk. Nothing is replaced before all is written beside it, and
 * what is replaced is kept. Confined to one thread.
 */
public final class Restoration {
  /** What happens to one file. */
  public enum Change {
    /** It was not there. */
    NEW,
    /** It was otherwise. */
    REPLACED,
    /** It is as the backup has it. */
    SAME,
    /** It is a configuration file of a later time, and is taken away. */
    REMOVED
  }

  private final Manifest manifest;
  private final Map<Path, byte[]> files;

  private Restoration(Manifest manifest, Map<Path, byte[]> files) {
    this.manifest = manifest;
    this.files = files;
  }

  /**
   * The files of {@code archive}, decrypted.
   *
   * @throws BackupException where it holds secrets and {@code key} is not theirs
   */
  public static Restoration of(BackupArchive archive, @Nullable BackupKey key)
      throws BackupException {
    Manifest manifest = archive.manifest();
    Map<Path, byte[]> files = new TreeMap<>();
    for (Manifest.Entry entry : manifest.entries()) {
      byte[] content = archive.stored(entry.path());
      if (entry.encrypted()) {
        if (key == null) {
          throw new BackupException(
              "the backup holds encrypted files ("
                  + entry.path()
                  + " …) and there is no key (expected: '--key-file <file>' with the key "
                  + manifest.key()
                  + ", or 'key-file' in the section 'config-backup')");
        }
        if (!key.id().equals(manifest.key())) {
          throw new BackupException(
              "the backup was encrypted by the key "
                  + manifest.key()
                  + ", and this is the key "
                  + key.id());
        }
        content = key.decrypt(entry.path(), content);
      }
      files.put(Path.of(entry.path()), content);
    }
    return new Restoration(manifest, files);
  }

  /** What the backup tells of itself. */
  public Manifest manifest() {
    return manifest;
  }

  /** The content of each file, by its absolute path. */
  public Map<Path, byte[]> files() {
    return Map.copyOf(files);
  }

  /**
   * Writes all files below {@code root}, each by its whole path.
   *
   * @throws BackupException where that fails; what was written so far is there
   */
  public void writeTo(Path root) throws BackupException {
    for (Manifest.Entry entry : manifest.entries()) {
      Path file = below(root, Path.of(entry.path()));
      try {
        RestoredFile.write(file, contentOf(entry), entry);
      } catch (IOException e) {
        throw new BackupException("cannot write " + file + ": " + DirectoryStore.reason(e), e);
      }
    }
    for (String directory : manifest.directories()) {
      try {
        Files.createDirectories(below(root, Path.of(directory)));
      } catch (IOException e) {
        throw new BackupException("cannot make " + directory + ": " + DirectoryStore.reason(e), e);
      }
    }
  }

  private static Path below(Path root, Path absolute) {
    return root.resolve(Path.of("/").relativize(absolute));
  }

  private byte[] contentOf(Manifest.Entry entry) {
    byte[] content = files.get(Path.of(entry.path()));
    if (content == null) {
      throw new IllegalStateException(entry.path());
    }
    return content;
  }

  /** Shows a reader of the configuration what {@link #writeTo} wrote where the backup has it. */
  public NamedFiles.View viewOf(Path root) {
    Path directory = Path.of(manifest.directory());
    return (named, content) -> {
      Path absolute = directory.resolve(named).normalize();
      boolean isHere =
          content == Content.DIRECTORY && manifest.directories().contains(absolute.toString());
      return isHere || files.containsKey(absolute) ? below(root, absolute) : absolute;
    };
  }

  /**
   * What {@link #apply} would do.
   *
   * @throws BackupException where a file cannot be read
   */
  public Map<Path, Change> changes() throws BackupException {
    Map<Path, Change> changes = new TreeMap<>();
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      changes.put(file.getKey(), change(file.getKey(), file.getValue()));
    }
    laterFiles().forEach(path -> changes.put(path, Change.REMOVED));
    return changes;
  }

  private static Change change(Path path, byte[] content) throws BackupException {
    try {
      if (!Files.exists(path)) {
        return Change.NEW;
      }
      return Arrays.equals(Files.readAllBytes(path), content) ? Change.SAME : Change.REPLACED;
    } catch (IOException e) {
      throw new BackupException("cannot read " + path + ": " + DirectoryStore.reason(e), e);
    }
  }

  /** Configuration files that are in a directory of the command line, and not in the backup. */
  private List<Path> laterFiles() throws BackupException {
    List<Path> later = new ArrayList<>();
    for (String name : manifest.files()) {
      Path directory = Path.of(name);
      if (!Files.isDirectory(directory) || !manifest.directories().contains(name)) {
        continue;
      }
      try (Stream<Path> entries = Files.list(directory)) {
        entries
            .filter(Files::isRegularFile)
            .filter(file -> file.getFileName().toString().matches("[^.].*\\.cfg"))
            .filter(file -> !files.containsKey(file))
            .forEach(later::add);
      } catch (IOException e) {
        throw new BackupException("cannot list " + name + ": " + DirectoryStore.reason(e), e);
      }
    }
    return later;
  }

  /**
   * Puts all files where they belong. Either all of it is done, or nothing.
   *
   * @param kept a directory that does not exist yet, for what is replaced; each file by its whole
   *     path
   * @return what was done
   * @throws BackupException where it cannot be done; everything is as it was then
   */
  public Map<Path, Change> apply(Path kept) throws BackupException {
    Map<Path, Change> changes = changes();
    try (Replacement replacement = new Replacement(kept)) {
      for (Manifest.Entry entry : manifest.entries()) {
        Path path = Path.of(entry.path());
        if (changes.get(path) != Change.SAME) {
          replacement.prepare(path, contentOf(entry), entry);
        }
      }
      for (Map.Entry<Path, Change> change : changes.entrySet()) {
        if (change.getValue() == Change.REMOVED) {
          replacement.prepareRemoval(change.getKey());
        }
      }
      replacement.commit();
    }
    return changes;
  }
}
