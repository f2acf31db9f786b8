package io.spillway.ops.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Archives in a directory, readable by their owner alone. Thread-safe. */
final class DirectoryStore implements BackupStore {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;

  DirectoryStore(Path root) {
    this.root = root;
  }

  @Override
  public List<Stored> list(String instance) throws BackupException {
    Path directory = root.resolve(instance);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<Stored> found = new ArrayList<>();
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        BackupId id = name.endsWith(BackupId.SUFFIX) ? BackupId.parse(name) : null;
        if (id != null) {
          found.add(new Stored(id, Files.size(entry)));
        }
      }
      return found;
    } catch (IOException e) {
      throw failure("list " + directory, e);
    }
  }

  @Override
  public List<String> instances() throws BackupException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failure("list " + root, e);
    }
  }

  @Override
  public void put(String instance, BackupId id, byte[] archive) throws BackupException {
    Path file = file(instance, id);
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      Files.createDirectories(root.resolve(instance), PRIVATE_DIRECTORY);
      Files.deleteIfExists(fresh);
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PRIVATE_FILE)) {
        ByteBuffer buffer = ByteBuffer.wrap(archive);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteQuietly(fresh);
      throw failure("write " + file, e);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // What could not be written is what is told; the remains are replaced the next time.
    }
  }

  @Override
  public byte[] get(String instance, BackupId id) throws BackupException {
    try {
      return Files.readAllBytes(file(instance, id));
    } catch (IOException e) {
      throw failure("read " + file(instance, id), e);
    }
  }

  @Override
  public void delete(String instance, BackupId id) throws BackupException {
    try {
      Files.deleteIfExists(file(instance, id));
    } catch (IOException e) {
      throw failure("remove " + file(instance, id), e);
    }
  }

  private Path file(String instance, BackupId id) {
    return root.resolve(instance).resolve(id + BackupId.SUFFIX);
  }

  private static BackupException failure(String what, IOException e) {
    return new BackupException("cannot " + what + ": " + reason(e), e);
  }

  /** The system's words for what went wrong. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case NotDirectoryException _ -> "Not a directory";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  @Override
  public void close() {
    // Nothing is kept open.
  }
}
