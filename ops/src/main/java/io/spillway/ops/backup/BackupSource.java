package io.spillway.ops.backup;

import io.spillway.config.NamedFiles.Content;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is backed up. Immutable.
 *
 * @param version the program's version
 * @param files the configuration files and directories as the command line names them
 * @param directory the working directory
 * @param named what the configuration names, from an {@link Inventory}
 */
public record BackupSource(
    String version, List<String> files, Path directory, Map<Path, Content> named) {
  public BackupSource {
    files = List.copyOf(files);
    named = Map.copyOf(named);
  }
}
