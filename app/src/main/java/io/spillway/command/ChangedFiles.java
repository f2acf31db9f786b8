package io.spillway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.config.DiskFiles;
import io.spillway.config.SourceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The disk's files as they would be if one of them were changed: another text, or gone. Confined to
 * the main thread.
 */
final class ChangedFiles implements SourceFiles {
  private final SourceFiles files = new DiskFiles();
  private final Path changed;
  private final @Nullable String text;

  /** {@code text} is what the file would hold, or null where it would be gone. */
  ChangedFiles(Path changed, @Nullable String text) {
    this.changed = changed;
    this.text = text;
  }

  private boolean isChanged(String name) {
    return Path.of(name).normalize().equals(changed.normalize());
  }

  @Override
  public boolean isDirectory(String name) {
    return files.isDirectory(name);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>(files.list(directory));
    Path parent = changed.getParent();
    if (parent != null && parent.normalize().equals(Path.of(directory).normalize())) {
      String name = String.valueOf(changed.getFileName());
      names.remove(name);
      if (text != null) {
        names.add(name);
      }
    }
    return names;
  }

  @Override
  public byte[] read(String name) throws IOException {
    String changedText = text;
    return changedText != null && isChanged(name) ? changedText.getBytes(UTF_8) : files.read(name);
  }

  /** Whether nothing to read is left in {@code names}. */
  boolean isEmpty(List<String> names) throws IOException {
    for (String name : names) {
      if (!isDirectory(name) || list(name).stream().anyMatch(file -> file.endsWith(".cfg"))) {
        return false;
      }
    }
    return true;
  }
}
