package io.spillway.training;

import io.spillway.command.Console;
import io.spillway.command.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import sun.misc.Signal;

/** Runs what every start runs, and then traffic. */
public final class Training {
  private Training() {}

  /** Checks the configuration files that the arguments name; then carries traffic on loopback. */
  public static void main(String[] arguments) throws IOException {
    Console console = Console.ofProcess();
    Program program = Program.ofProcess(console);
    program.run("-vv");
    program.run("-cc", "version_atleast(3.0)");
    for (String file : arguments) {
      program.run("-c", "-V", "-f", file);
    }
    carryTraffic(program);
    console.flush();
    // The program's own threads may outlive it; the record is written at the exit.
    System.exit(0);
  }

  private static void carryTraffic(Program program) throws IOException {
    Path directory = Files.createTempDirectory("spillway-training");
    Path configuration = directory.resolve("training.cfg");
    try (TrainingOrigin origin = TrainingOrigin.start()) {
      int http = freePort();
      int ruled = freePort();
      int tcp = freePort();
      Files.writeString(
          configuration,
          template()
              .replace("@DIRECTORY@", directory.toString())
              .replace("@HTTP@", String.valueOf(http))
              .replace("@RULED@", String.valueOf(ruled))
              .replace("@TCP@", String.valueOf(tcp))
              .replace("@ORIGIN@", String.valueOf(origin.port())));
      Thread load =
          Thread.ofPlatform()
              .name("load")
              .start(
                  () -> {
                    new TrainingLoad(http, ruled, tcp).run();
                    if (!Thread.currentThread().isInterrupted()) {
                      Signal.raise(new Signal("USR1"));
                    }
                  });
      program.run("-db", "-f", configuration.toString());
      load.interrupt();
    } finally {
      Files.deleteIfExists(configuration);
      Files.deleteIfExists(directory.resolve("stats.sock"));
      Files.deleteIfExists(directory);
    }
  }

  private static String template() throws IOException {
    try (InputStream in = Training.class.getResourceAsStream("training.cfg")) {
      if (in == null) {
        throw new IOException("training.cfg is not among the program's resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Says on standard error what went wrong; the cache is worth having without it. */
  static void tell(String what, Exception why) {
    System.err.println(String.format(Locale.ROOT, "training: %s: %s", what, why));
  }
}
