package io.spillway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The program, started by its launcher as a user does; ended when a test is over. */
public final class Launched implements AutoCloseable {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Process process;
  private final Path output;

  private Launched(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** The launcher in the source tree. */
  public static Path launcher() {
    return Path.of("..", "spillway").toAbsolutePath().normalize();
  }

  /** Debian's HAProxy; a test that compares with it fails where it is missing. */
  public static String haproxy() {
    Path program = Path.of("/usr/sbin/haproxy");
    assertThat(program).as("HAProxy is missing: install the package haproxy").isExecutable();
    return program.toString();
  }

  /** Starts {@code command} in {@code directory}. */
  public static Launched start(Path directory, List<String> command) throws IOException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Launched(process, output);
  }

  /** Starts the launcher with these arguments. */
  public static Launched start(Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    return start(directory, command);
  }

  /** The process. */
  public Process process() {
    return process;
  }

  /** What it has said so far. */
  public String output() {
    try {
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until it has said {@code text}. */
  public void awaitOutput(String text) {
    await(() -> output().contains(text));
  }

  /** Waits until {@code condition} holds; fails where the process ends before. */
  public void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("still runs after: %s", output()).isTrue();
      assertThat(Thread.interrupted()).as("given up after: %s", output()).isFalse();
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until somebody accepts on {@code port}. */
  public void awaitPort(int port) {
    await(() -> accepts(port));
  }

  /** Sends a signal by its name. */
  public void signal(String name) throws Exception {
    signal(process.pid(), name);
  }

  /** Sends a signal to a process. */
  public static void signal(long pid, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
  }

  /** Waits until it has ended. */
  public int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /**
   * Whether somebody accepts on {@code port}. Asks from another address than the one asked: a
   * connection from a port to itself would succeed, and keep the port from who is to listen there.
   */
  public static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress("127.0.0.2", 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
