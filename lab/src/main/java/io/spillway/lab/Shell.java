package io.spillway.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs commands of the system. Thread-safe. */
final class Shell {
  private Shell() {}

  /**
   * Runs a command to its end.
   *
   * @return what it said
   * @throws IOException with what it said where it failed
   */
  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", command) + ": exit code " + status + ": " + output);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + ": interrupted", e);
    }
    return output;
  }

  /** Runs a command whose words stand between blanks. */
  static String run(String command) throws IOException {
    return run(List.of(command.split(" ")));
  }
}
