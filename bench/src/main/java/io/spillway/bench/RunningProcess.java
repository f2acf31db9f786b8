package io.spillway.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that the bench started, pinned to a core, and what it has used. */
final class RunningProcess implements AutoCloseable {
  /** CPU time in microseconds. Immutable. */
  record Usage(long user, long system) {
    Usage minus(Usage before) {
      return new Usage(user - before.user, system - before.system);
    }
  }

  /** What the kernel counts CPU time in: a hundredth of a second, whatever its own clock. */
  private static final long MICROS_A_TICK = 10_000;

  private final Process process;
  private final int port;
  private final Path output;
  private final Thread end;

  private RunningProcess(Process process, int port, Path output) {
    this.process = process;
    this.port = port;
    this.output = output;
    end = new Thread(this::kill);
    Runtime.getRuntime().addShutdownHook(end);
  }

  /**
   * Starts {@code command} on one core and waits until it accepts connections on {@code port}.
   *
   * @throws IOException when it ends or stays silent for half a minute; the message has what it
   *     said
   */
  static RunningProcess start(List<String> command, int core, int port, Path directory)
      throws IOException, InterruptedException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core)));
    pinned.addAll(command);
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    RunningProcess running = new RunningProcess(process, port, output);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!accepts(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        running.close();
        throw new IOException(
            "does not listen: " + String.join(" ", command) + "\n" + Files.readString(output));
      }
      Thread.sleep(20);
    }
    return running;
  }

  /** A port of 127.0.0.1 below those that the kernel gives to clients. */
  static int freePort() throws IOException {
    for (int port = 18_000 + (int) (ProcessHandle.current().pid() % 1_000) * 10; ; port++) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        if (port > 32_000) {
          throw taken;
        }
      }
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Where it listens. */
  int port() {
    return port;
  }

  /** CPU time of all its threads, and of the processes it started, until now. */
  Usage usage() throws IOException {
    long user = 0;
    long system = 0;
    for (long pid : pids()) {
      try {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        // The second field, the command, may hold blanks; the third follows the last parenthesis.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        user += Long.parseLong(fields[11]);
        system += Long.parseLong(fields[12]);
      } catch (NoSuchFileException ended) {
        // A helper process that is no more.
      }
    }
    return new Usage(user * MICROS_A_TICK, system * MICROS_A_TICK);
  }

  /** Resident memory in kilobytes. */
  long residentKilobytes() throws IOException {
    long sum = 0;
    for (long pid : pids()) {
      for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          sum += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return sum;
  }

  private List<Long> pids() {
    try (Stream<ProcessHandle> children = process.descendants()) {
      return Stream.concat(Stream.of(process.toHandle()), children)
          .map(ProcessHandle::pid)
          .toList();
    }
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  boolean alive() {
    return process.isAlive();
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() throws InterruptedException {
    Runtime.getRuntime().removeShutdownHook(end);
    process.destroy();
    if (!process.waitFor(2, TimeUnit.SECONDS)) {
      kill();
    }
    process.waitFor();
  }
}
