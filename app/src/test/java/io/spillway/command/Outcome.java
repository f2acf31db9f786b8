package io.spillway.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a program ended that was run to its end: its exit code and what it said. */
record Outcome(int exitCode, String out, String error) {
  /** Runs HAProxy. */
  static Outcome ofHaproxy(Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/sbin/haproxy"));
    command.addAll(List.of(arguments));
    return of(directory, command);
  }

  /** Runs Spillway, from the classes that this test runs with, under the name {@code haproxy}. */
  static Outcome ofSpillway(Path directory, String... arguments) throws Exception {
    return of(directory, spillway("/usr/sbin/haproxy", arguments));
  }

  /** The command line that starts Spillway as {@code program}. */
  static List<String> spillway(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dspillway.program=" + program,
                "io.spillway.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  static Outcome of(Path directory, List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path error = Files.createTempFile("error", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(error.toFile())
              .start();
      int exitCode = process.waitFor();
      return new Outcome(
          exitCode,
          Files.readString(out, StandardCharsets.ISO_8859_1),
          Files.readString(error, StandardCharsets.ISO_8859_1));
    } finally {
      Files.delete(out);
      Files.delete(error);
    }
  }

  /** The error output without what differs between the programs: process ids and versions. */
  List<String> messages() {
    return error
        .lines()
        .map(line -> line.replaceFirst("\\(\\d+\\)", "(pid)"))
        .map(line -> line.replaceFirst("version is .*", "version is ..."))
        .filter(line -> !line.startsWith("        ") && !line.startsWith("Usage :"))
        .toList();
  }
}
