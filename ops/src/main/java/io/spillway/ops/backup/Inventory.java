package io.spillway.ops.backup;

import io.spillway.config.NamedFiles;
import io.spillway.config.NamedFiles.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files and directories that a configuration named while it was read. Confined to the reading
 * thread, {@link #contents} apart.
 */
public final class Inventory implements NamedFiles.View {
  /** What {@code @system-ca} means; the machine's own packages keep it. */
  private static final Path SYSTEM_AUTHORITIES = Path.of("/etc/ssl/certs/ca-certificates.crt");

  private final Path directory;
  private final Map<Path, Content> contents = new TreeMap<>();

  /**
   * An empty inventory.
   *
   * @param directory the working directory, absolute, which the process may have changed
   */
  public Inventory(Path directory) {
    this.directory = directory;
  }

  @Override
  public Path find(Path named, Content content) {
    Path path = directory.resolve(named).normalize();
    if (path.equals(SYSTEM_AUTHORITIES)) {
      return named;
    }
    // What is a secret to one reader is one, whatever else reads it.
    contents.merge(path, content, (known, now) -> known == Content.SECRET ? known : now);
    return named;
  }

  /** What exists of it, by absolute paths: readers also ask for files that may be missing. */
  public Map<Path, Content> contents() {
    Map<Path, Content> existing = new TreeMap<>(contents);
    existing.keySet().removeIf(path -> !Files.exists(path));
    return existing;
  }
}
