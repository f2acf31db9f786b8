package io.spillway.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A load balancer or the witness, as a process that can be killed and started. Thread-safe. */
final class Instance {
  private final DemoPlan plan;
  private final String name;
  private final String address;
  private final List<String> command;
  private final Consumer<String> messages;
  private @Nullable Process process;

  /**
   * An instance that does not run yet.
   *
   * @param address where it listens
   * @param command the words that start it
   * @param messages takes the lines that it says
   */
  Instance(
      DemoPlan plan, String name, String address, List<String> command, Consumer<String> messages) {
    this.plan = plan;
    this.name = name;
    this.address = address;
    this.command = List.copyOf(command);
    this.messages = messages;
  }

  String name() {
    return name;
  }

  String address() {
    return address;
  }

  synchronized void start() throws IOException {
    if (isRunning()) {
      return;
    }
    Files.deleteIfExists(plan.statsSocket(name));
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    Map<String, String> environment = plan.environment(name, address);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    Process started = builder.start();
    process = started;
    Thread.ofVirtual().name("demo-messages").start(() -> collect(started));
  }

  /** Takes what it says. */
  private void collect(Process started) {
    try (BufferedReader in = started.inputReader(StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        messages.accept(name + ": " + line);
      }
    } catch (IOException e) {
      messages.accept(name + ": its messages cannot be read: " + e.getMessage());
    }
  }

  synchronized boolean isRunning() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** The exit code of a process that has ended; 0 where it was never started. */
  synchronized int exitCode() {
    Process ended = process;
    return ended == null || ended.isAlive() ? 0 : ended.exitValue();
  }

  /** Ends it without a word, as a power failure does. */
  synchronized void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().join();
    }
  }

  /** Has it stop, and waits for that. */
  synchronized void stop() {
    Process running = process;
    process = null;
    if (running != null) {
      running.destroy();
      running.onExit().join();
    }
  }

  /** Whether it was killed or stopped, or never started. */
  synchronized boolean isOut() {
    return process == null;
  }

  /** What it answers to a command of the runtime API. */
  String ask(String line) throws IOException {
    return LineSocket.ask(plan.statsSocket(name), line);
  }
}
