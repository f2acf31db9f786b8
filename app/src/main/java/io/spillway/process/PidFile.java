package io.spillway.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that tells others this process's id ({@code -p}, {@code pidfile}). */
final class PidFile {
  private PidFile() {}

  /** Writes this process's id to {@code path}, replacing what it held. */
  static void write(String path) throws StartException {
    try {
      Files.writeString(Path.of(path), ProcessHandle.current().pid() + "\n");
    } catch (IOException e) {
      throw new StartException("[haproxy.main()] Cannot create pidfile " + path);
    }
  }
}
