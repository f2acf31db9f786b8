package io.spillway.facility.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/** BIND or Knot, started for a test on a free port of the loopback address. */
final class OtherServer implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final int port;

  private OtherServer(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts BIND with these statements besides the ones that it needs to run. */
  static OtherServer bind(Path directory, int port, String options, String statements)
      throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("named.conf"),
            """
            options {
              directory "%1$s";
              pid-file none;
              session-keyfile none;
              listen-on port %2$d { 127.0.0.1; };
              listen-on-v6 { none; };
              %3$s
            };
            controls { };
            %4$s
            """
                .formatted(directory, port, options, statements));
    return start(
        directory, port, List.of("named", "-g", "-n", "1", "-c", configuration.toString()));
  }

  /** Starts Knot with these sections besides the ones that it needs to run. */
  static OtherServer knot(Path directory, int port, String sections) throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("knot.conf"),
            """
            server:
                rundir: "%1$s"
                listen: 127.0.0.1@%2$d
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: "%1$s"
            %3$s
            """
                .formatted(directory, port, sections));
    return start(directory, port, List.of("knotd", "-c", configuration.toString()));
  }

  private static OtherServer start(Path directory, int port, List<String> command)
      throws IOException {
    Path log = directory.resolve(command.getFirst() + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new OtherServer(process, log, port);
  }

  int port() {
    return port;
  }

  /** The answer to a query, by UDP, asked again until there is one. */
  Message ask(Message query) throws IOException {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", port));
    resolver.setTimeout(Duration.ofSeconds(1));
    while (true) {
      try {
        return resolver.send(query);
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the server ended: " + Files.readString(log), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /** What the server said so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
