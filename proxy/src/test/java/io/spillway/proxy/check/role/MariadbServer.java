package io.spillway.proxy.check.role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB server of Debian's on a free port. */
public final class MariadbServer implements AutoCloseable {
  private static final String USER = "mysql";
  private final Path directory;
  private final Process process;
  private final int port;

  /** {@code options} as its command line has them. */
  public MariadbServer(int port, String... options) throws IOException {
    this(port, "", options);
  }

  /** One that speaks TLS with {@code pem}, a certificate and its key. */
  public static MariadbServer secure(int port, String pem) throws IOException {
    return new MariadbServer(port, pem, new String[0]);
  }

  private MariadbServer(int port, String pem, String[] options) throws IOException {
    this.port = port;
    directory = Programs.directory(USER);
    List<String> all = new ArrayList<>(List.of(options));
    if (!pem.isEmpty()) {
      Path file = Files.writeString(directory.resolve("pem"), pem);
      all.add("--ssl-cert=" + file);
      all.add("--ssl-key=" + file);
    }
    Programs.run(
        Programs.as(
            USER,
            List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db")));
    List<String> command =
        new ArrayList<>(
            List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + directory.resolve("data"),
                "--socket=" + directory.resolve("sock"),
                "--pid-file=" + directory.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--innodb-buffer-pool-size=16M",
                "--innodb-flush-log-at-trx-commit=0",
                "--skip-name-resolve",
                "--port=" + port));
    command.addAll(all);
    process =
        new ProcessBuilder(Programs.as(USER, command))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException(Files.readString(directory.resolve("log")));
      }
      Thread.onSpinWait();
    }
  }

  private boolean isReady() {
    try {
      return ask("SELECT 1").equals("1");
    } catch (IOException e) {
      return false;
    }
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** Runs statements as root over its own socket. */
  public String ask(String statements) throws IOException {
    return Programs.run(
        List.of(
            "mariadb",
            "--no-defaults",
            "-N",
            "-B",
            "-u",
            "root",
            "-S",
            directory.resolve("sock").toString(),
            "-e",
            statements));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Programs.delete(directory);
  }
}
