package io.spillway.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy process under comparison: the oracle or the subject. Ended by its owner, by process. */
final class Side implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Side(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Debian's HAProxy. */
  static String oracle() {
    return System.getProperty("conformance.oracle", "/usr/sbin/haproxy");
  }

  /** The program to judge: {@code haproxy}, or a path. */
  static String subject() {
    String subject = System.getProperty("conformance.subject", "");
    if (subject.isEmpty()) {
      return AreaRun.ROOT.resolve("spillway").toString();
    }
    return subject.equals("haproxy") ? oracle() : subject;
  }

  /**
   * Has the program say its version, so that a launcher that builds or caches something on its
   * first start has done so before anyone waits for it.
   */
  static void prepare(String program) throws IOException, InterruptedException {
    new ProcessBuilder(program, "-v")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  static Side start(String program, Path configuration) throws IOException {
    Path output = Path.of(configuration + ".out");
    Process process =
        new ProcessBuilder(program, "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    Side side = new Side(process, output);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return side;
  }

  /**
   * Waits until it accepts connections.
   *
   * @return false when it has ended instead
   */
  boolean awaitListening(InetSocketAddress bind) throws InterruptedException {
    Patience.until(bind + " to be listened on", () -> !process.isAlive() || accepts(bind));
    return process.isAlive();
  }

  private static boolean accepts(InetSocketAddress bind) {
    try (Socket probe = new Socket()) {
      probe.connect(bind);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  List<String> output() throws IOException {
    return Files.readAllLines(output);
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to finish what it has and end, as SIGUSR1 does. */
  void stopSoftly() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-USR1", String.valueOf(process.pid())).start().waitFor();
    if (!process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
