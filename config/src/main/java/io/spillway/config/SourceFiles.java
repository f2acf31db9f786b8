package io.spillway.config;

import java.io.IOException;
import java.util.List;

/**
 * Where configuration files are read from, so that a test or a remote source can stand in for the
 * disk. Names are as the user gave them. Implementations are confined to the reading thread.
 */
public interface SourceFiles {
  /** Whether {@code name} is a directory. False where nothing of that name exists. */
  boolean isDirectory(String name);

  /**
   * The names of the files in a directory, without the directory, in no order.
   *
   * @throws IOException when it cannot be listed; the message says why, in the system's words
   */
  List<String> list(String directory) throws IOException;

  /**
   * A file's whole content.
   *
   * @throws IOException when it cannot be read; the message says why, in the system's words: {@code
   *     No such file or directory}
   */
  byte[] read(String name) throws IOException;

  /**
   * The whole content of a file that holds a key or a password; else as {@link #read}.
   *
   * @throws IOException as {@link #read}
   */
  default byte[] readSecret(String name) throws IOException {
    return read(name);
  }
}
