package io.spillway.proxy.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files of servers' states, of at most 16 MiB. */
final class ServerStateFile {
  private static final int MOST_BYTES = 16 << 20;
  private static final String VERSION = "1";

  /** A file that cannot be used; the message says why, with the file's name. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  private ServerStateFile() {}

  /**
   * The rows of {@code file}.
   *
   * @param kind how messages call it: {@code global server state file}
   * @throws UnusableException where there is none, or something in it is not as it should be; then
   *     nothing of it counts
   */
  static List<ServerStateRow> read(Path file, String kind) throws UnusableException {
    List<String> lines = new String(bytes(file, kind), StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(VERSION)) {
      throw new UnusableException("Can't get version of the " + kind + " '" + file + "'.");
    }
    List<ServerStateRow> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      ServerStateRow row = ServerStateRow.of(line);
      if (row == null) {
        throw new UnusableException(
            "corrupted " + kind + " '" + file + "' at line " + (i + 1) + ".");
      }
      rows.add(row);
    }
    return rows;
  }

  private static byte[] bytes(Path file, String kind) throws UnusableException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UnusableException(
            "the " + kind + " '" + file + "' has more than " + MOST_BYTES + " bytes.");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new UnusableException(
          "Can't open " + kind + " '" + file + "': No such file or directory");
    } catch (IOException e) {
      throw new UnusableException("Can't open " + kind + " '" + file + "': " + e.getMessage());
    }
  }
}
