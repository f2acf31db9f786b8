package io.spillway.proxy.check.role;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Redis server of Debian's on a free port. */
public final class RedisServer implements AutoCloseable {
  private final Path directory;
  private final Process process;
  private final int port;

  /** {@code options} as its command line has them. */
  public RedisServer(int port, String... options) throws IOException {
    this.port = port;
    directory = Programs.directory("root");
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                directory.toString()));
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** Runs a command with {@code redis-cli}. */
  public String ask(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
    command.addAll(List.of(words));
    return Programs.run(command);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Programs.delete(directory);
  }
}
