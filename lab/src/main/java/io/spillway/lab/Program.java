package io.spillway.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that runs on a machine. Confined to the laboratory's thread. */
final class Program {
  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Program start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    return new Program(builder.start(), output);
  }

  /** Whether it runs, or how it ended. */
  String state() {
    return process.isAlive() ? "runs" : "ended with exit code " + process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Everything that it has said. */
  String output() throws IOException {
    return Files.readString(output, StandardCharsets.ISO_8859_1);
  }

  /** Sends a signal, named as {@code kill} names it, to the program and what it started. */
  void signal(String name) throws IOException {
    // Not to a child that has ended meanwhile.
    for (ProcessHandle child : process.descendants().toList()) {
      if (child.isAlive()) {
        Shell.run("kill -" + name + " " + child.pid());
      }
    }
    if (process.isAlive()) {
      Shell.run("kill -" + name + " " + process.pid());
    }
  }

  /** Ends it at once, as a machine does that loses its power. */
  void kill() {
    // The parent first, as it would replace a child that ends.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    process.onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
