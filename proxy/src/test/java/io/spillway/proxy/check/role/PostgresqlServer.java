package io.spillway.proxy.check.role;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL server of Debian's on a free port, with a superuser {@code postgres}. */
public final class PostgresqlServer implements AutoCloseable {
  private static final String USER = "postgres";
  private final Path directory;
  private final int port;

  private PostgresqlServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  private static String program(String name) throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin").resolve(name))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new IOException("PostgreSQL is not installed"))
          .toString();
    }
  }

  /**
   * A primary.
   *
   * @param access lines of {@code pg_hba.conf}
   */
  public static PostgresqlServer primary(int port, String access) throws IOException {
    PostgresqlServer server = new PostgresqlServer(Programs.directory(USER), port);
    String data = server.data();
    Programs.run(
        Programs.as(
            USER,
            List.of(
                program("initdb"),
                "-D",
                data,
                "-U",
                USER,
                "-A",
                "trust",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C")));
    Files.writeString(
        Path.of(data, "pg_hba.conf"),
        "local all all trust\nlocal replication all trust\n" + access);
    server.start();
    return server;
  }

  /** A streaming replica of {@code primary}. */
  public static PostgresqlServer replica(PostgresqlServer primary, int port) throws IOException {
    PostgresqlServer server = new PostgresqlServer(Programs.directory(USER), port);
    Programs.run(
        Programs.as(
            USER,
            List.of(
                program("pg_basebackup"),
                "-D",
                server.data(),
                "-R",
                "--no-sync",
                "-c",
                "fast",
                "-h",
                primary.directory.toString(),
                "-p",
                Integer.toString(primary.port),
                "-U",
                USER)));
    server.start();
    return server;
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  /** Has it speak TLS from now on. */
  public void secure(String certificate, String key) throws IOException {
    for (String[] file : new String[][] {{"server.crt", certificate}, {"server.key", key}}) {
      Path path = Path.of(data(), file[0]);
      Files.writeString(path, file[1]);
      Programs.run(List.of("chown", "--reference=" + data(), path.toString()));
      Programs.run(List.of("chmod", "600", path.toString()));
    }
    ask("ALTER SYSTEM SET ssl = on");
    ask("SELECT pg_reload_conf()");
    while (!ask("SHOW ssl").equals("on")) {
      Thread.onSpinWait();
    }
  }

  private void start() throws IOException {
    String options =
        "-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories=%s -c fsync=off -c max_connections=20 -c shared_buffers=16MB"
            .formatted(port, directory);
    List<String> command =
        new ArrayList<>(
            List.of(
                program("pg_ctl"), "-D", data(), "-w", "-l", directory + "/log", "-o", options));
    command.add("start");
    Programs.run(Programs.as(USER, command));
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** Runs a statement as the superuser, over its own socket; what it gave, unaligned. */
  public String ask(String statement) throws IOException {
    return Programs.run(
        List.of(
            "psql",
            "-X",
            "-A",
            "-t",
            "-q",
            "-h",
            directory.toString(),
            "-p",
            Integer.toString(port),
            "-U",
            USER,
            "-c",
            statement));
  }

  /** Makes a replica the primary. */
  public void promote() throws IOException {
    Programs.run(Programs.as(USER, List.of(program("pg_ctl"), "-D", data(), "-w", "promote")));
  }

  /** Stops it as a crash does. */
  public void stop() throws IOException {
    Programs.run(
        Programs.as(
            USER, List.of(program("pg_ctl"), "-D", data(), "-w", "-m", "immediate", "stop")));
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(Path.of(data(), "postmaster.pid"))) {
      stop();
    }
    Programs.delete(directory);
  }
}
