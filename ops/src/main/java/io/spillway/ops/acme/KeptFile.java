package io.spillway.ops.acme;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are replaced as a whole, so that nobody ever reads a part of one. Stateless. */
final class KeptFile {
  /** A key is nobody else's business. */
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private KeptFile() {}

  /**
   * Writes {@code text} to a file, which is on the disk when this returns. A file that was there
   * keeps its permissions; a new one is for its owner alone.
   *
   * @throws IOException when it cannot be written; what was there still is
   */
  static void write(Path named, String text) throws IOException {
    boolean isThere = Files.exists(named);
    // What a symbolic link leads to is replaced, not the link.
    Path file = isThere ? named.toRealPath() : named.toAbsolutePath();
    Path beside = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(beside, PosixFilePermissions.asFileAttribute(PRIVATE));
    try {
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (isThere) {
        Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(file));
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** What went wrong, for an operator. */
  static String reason(IOException e) {
    return e instanceof FileSystemException failed && failed.getReason() == null
        ? failed.getClass().getSimpleName().replace("Exception", "") + " " + failed.getFile()
        : String.valueOf(e.getMessage());
  }
}
