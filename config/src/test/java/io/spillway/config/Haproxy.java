package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real haproxy, asked what it makes of a configuration. */
public final class Haproxy {
  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  /** What haproxy answered: its exit code, and all that it printed with its process id as PID. */
  public record Answer(int exitCode, String output) {}

  private Haproxy() {}

  /** Fails where haproxy is not installed, and names the package that has it. */
  public static void requireInstalled() {
    assertThat(PROGRAM).as("the program of Debian's package haproxy").isExecutable();
  }

  /** Checks the configuration {@code text}, one character for each byte. */
  public static Answer check(Path directory, String text, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.write(directory.resolve("c.cfg"), text.getBytes(StandardCharsets.ISO_8859_1));
    return run(directory, environment, "-c", "-f", "c.cfg");
  }

  /** Runs haproxy with {@code arguments} in {@code directory}. */
  public static Answer run(Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    int exitCode = process.waitFor();
    return new Answer(exitCode, output.replace("(" + process.pid() + ")", "(PID)"));
  }
}
