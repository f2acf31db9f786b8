package io.spillway.proxy.check.role;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs Debian's servers as the users that they want to be. */
final class Programs {
  private Programs() {}

  /** A directory with a short name that belongs to {@code user}. */
  static Path directory(String user) throws IOException {
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "db");
    if (isRoot()) {
      run(List.of("chown", user, directory.toString()));
    }
    return directory;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** {@code command} as {@code user}, where another one can be become. */
  static List<String> as(String user, List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> all = new ArrayList<>(List.of("runuser", "-u", user, "--"));
    all.addAll(command);
    return all;
  }

  /** Runs {@code command} to its end and returns what it printed. */
  static String run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(new File("/tmp")).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + ": " + code + "\n" + output);
    }
    return output.strip();
  }

  static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
