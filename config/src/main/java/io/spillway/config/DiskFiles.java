package io.spillway.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@link SourceFiles} of a file system. Thread-safe. */
public final class DiskFiles implements SourceFiles {
  private final FileSystem fileSystem;

  /** The files of the machine. */
  public DiskFiles() {
    this(FileSystems.getDefault());
  }

  /** The files of {@code fileSystem}. */
  public DiskFiles(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  @Override
  public boolean isDirectory(String name) {
    try {
      return Files.isDirectory(NamedFiles.directory(fileSystem.getPath(name)));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public List<String> list(String directory) throws IOException {
    Path path = NamedFiles.directory(path(directory));
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> !Files.isDirectory(entry))
          .map(entry -> path.relativize(entry).toString())
          .toList();
    } catch (IOException e) {
      throw inSystemWords(e);
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    return content(NamedFiles.plain(path(name)));
  }

  @Override
  public byte[] readSecret(String name) throws IOException {
    return content(NamedFiles.secret(path(name)));
  }

  private static byte[] content(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw inSystemWords(e);
    }
  }

  private Path path(String name) throws IOException {
    try {
      return fileSystem.getPath(name);
    } catch (InvalidPathException e) {
      throw new IOException("No such file or directory", e);
    }
  }

  private static IOException inSystemWords(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> new IOException("No such file or directory", e);
      case AccessDeniedException _ -> new IOException("Permission denied", e);
      case NotDirectoryException _ -> new IOException("Not a directory", e);
      default -> e;
    };
  }
}
