package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.check.role.MariadbServer;
import io.spillway.proxy.check.role.PostgresqlServer;
import io.spillway.proxy.check.role.RedisServer;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.OperationalState;
import io.spillway.proxy.server.Server;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends follow the roles of real database servers; real clients speak through them. */
class DatabaseRolesTest {
  private static final String DEFAULTS =
      """
      global
      defaults
        mode tcp
        log @log@
        timeout client 1m
        timeout server 1m
        timeout connect 5s
        timeout check 5s
        default-server check inter 1s rise 1 fall 2 on-marked-down shutdown-sessions
      """;

  private static Server server(RunningProxy proxy, String backend, int index) {
    return proxy.backend(backend).servers().get(index);
  }

  private static boolean isUp(RunningProxy proxy, String backend, int index) {
    Server server = server(proxy, backend, index);
    return server.state().lastCheck() != CheckResult.INITIALIZING
        && server.state().operational() != OperationalState.STOPPED;
  }

  private static boolean isDown(RunningProxy proxy, String backend, int index) {
    return server(proxy, backend, index).state().operational() == OperationalState.STOPPED;
  }

  private static String info(RunningProxy proxy, String backend, int index) {
    return server(proxy, backend, index).state().lastCheck().info();
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    process.onExit().join();
    return output;
  }

  private static String psql(int port, String statement) throws IOException {
    return run(
        "psql",
        "-X",
        "-A",
        "-t",
        "-q",
        "-c",
        statement,
        "postgresql://postgres@127.0.0.1:" + port + "/postgres");
  }

  @Test
  void writesFollowThePrimaryOfPostgresqlAndItsOldSessionsEnd(@TempDir Path directory)
      throws Exception {
    Path password = directory.resolve("password");
    Files.writeString(password, "s3cret\n");
    String access =
        """
        host all plain 127.0.0.1/32 password
        host all hashed 127.0.0.1/32 md5
        host all checker 127.0.0.1/32 scram-sha-256
        host all all 127.0.0.1/32 trust
        """;
    try (PostgresqlServer first = PostgresqlServer.primary(RunningProxy.freePort(), access)) {
      first.ask(
          "CREATE USER checker PASSWORD 's3cret'; CREATE USER plain PASSWORD 's3cret';"
              + " SET password_encryption = md5; CREATE USER hashed PASSWORD 's3cret'");
      try (PostgresqlServer second = PostgresqlServer.replica(first, RunningProxy.freePort());
          RunningProxy proxy = RunningProxy.of(postgresql(password, first, second))) {
        RunningProxy.await(
            () ->
                isUp(proxy, "primary", 0)
                    && isDown(proxy, "primary", 1)
                    && isDown(proxy, "replicas", 0)
                    && isUp(proxy, "replicas", 1));
        for (String other : List.of("trusted", "plain", "hashed")) {
          RunningProxy.await(() -> isUp(proxy, other, 0));
          assertThat(info(proxy, other, 0)).isEqualTo("PostgreSQL primary");
        }
        RunningProxy.await(() -> isDown(proxy, "wrong", 0));
        assertThat(info(proxy, "wrong", 0)).contains("password authentication failed");
        assertThat(info(proxy, "primary", 1)).isEqualTo("is a replica, not the primary");
        assertThat(info(proxy, "replicas", 0)).isEqualTo("is the primary, not a replica");
        assertThat(info(proxy, "replicas", 1))
            .isEqualTo("PostgreSQL replica, 0 ms, 0 bytes behind");

        assertThat(psql(proxy.port(), "CREATE TABLE t (n int); INSERT INTO t VALUES (1)"))
            .isEmpty();
        Process session =
            new ProcessBuilder(
                    "psql",
                    "-X",
                    "-A",
                    "-t",
                    "-q",
                    "postgresql://postgres@127.0.0.1:" + proxy.port() + "/postgres")
                .redirectErrorStream(true)
                .start();
        try (BufferedWriter toSession =
                new BufferedWriter(new OutputStreamWriter(session.getOutputStream(), UTF_8));
            BufferedReader fromSession =
                new BufferedReader(new InputStreamReader(session.getInputStream(), UTF_8))) {
          toSession.write("SELECT n FROM t;\n");
          toSession.flush();
          assertThat(fromSession.readLine()).isEqualTo("1");

          second.promote();
          first.ask("ALTER SYSTEM SET primary_conninfo = 'host=nowhere'");
          first.stop();
          RunningProxy.await(() -> isUp(proxy, "primary", 1) && isDown(proxy, "primary", 0));
          assertThat(psql(proxy.port(), "INSERT INTO t VALUES (2) RETURNING n")).isEqualTo("2");
          RunningProxy.await(() -> server(proxy, "primary", 0).sessions().value() == 0);
          toSession.write("SELECT n FROM t;\n\\q\n");
          toSession.flush();
          assertThat(fromSession.lines().toList().toString()).contains("closed the connection");
        } finally {
          session.destroyForcibly().onExit().join();
        }
      }
    }
  }

  @Test
  void checksAreSecureAsTheServersLineSaysIt(@TempDir Path directory) throws Exception {
    Path file = TestCertificates.make(directory, "localhost", "ec:prime256v1");
    String pem = Files.readString(file);
    String secret = "hostssl all all 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 reject\n";
    try (PostgresqlServer secure = PostgresqlServer.primary(RunningProxy.freePort(), secret);
        PostgresqlServer plain =
            PostgresqlServer.primary(RunningProxy.freePort(), "host all all 127.0.0.1/32 trust\n");
        MariadbServer mariadb = MariadbServer.secure(RunningProxy.freePort(), pem)) {
      secure.secure(pem, pem);
      mariadb.ask("CREATE USER checker@'127.0.0.1' IDENTIFIED BY 's3cret' REQUIRE SSL");
      try (RunningProxy proxy =
          RunningProxy.of(
              DEFAULTS
                  + """
                  frontend f
                    bind 127.0.0.1:@port@
                    default_backend pg
                  backend pg
                    option pgsql-check user postgres role primary
                    server verified 127.0.0.1:%1$d check-ssl verify required ca-file %4$s check-sni localhost
                    server plain 127.0.0.1:%1$d
                    server untrusted 127.0.0.1:%1$d check-ssl verify required ca-file @system-ca
                    server without 127.0.0.1:%2$d check-ssl verify none
                  backend my
                    option mysql-check user checker password s3cret role writable
                    server secure 127.0.0.1:%3$d check-ssl verify none
                    server plain 127.0.0.1:%3$d
                  """
                      .formatted(secure.port(), plain.port(), mariadb.port(), file))) {
        RunningProxy.await(
            () ->
                isUp(proxy, "pg", 0)
                    && isDown(proxy, "pg", 1)
                    && isDown(proxy, "pg", 2)
                    && isDown(proxy, "pg", 3)
                    && isUp(proxy, "my", 0)
                    && isDown(proxy, "my", 1));
        assertThat(info(proxy, "pg", 1)).contains("pg_hba.conf");
        assertThat(info(proxy, "pg", 2)).isEqualTo("SSL handshake failure");
        assertThat(info(proxy, "pg", 3)).isEqualTo("the server does not speak TLS");
        assertThat(info(proxy, "my", 1)).contains("Access denied");
      }
    }
  }

  private static String postgresql(Path password, PostgresqlServer first, PostgresqlServer second) {
    String login =
        "option pgsql-check user checker password-file " + password + " database postgres";
    String servers =
        "  server a 127.0.0.1:%d\n  server b 127.0.0.1:%d\n".formatted(first.port(), second.port());
    String one = "  server a 127.0.0.1:%d\n".formatted(first.port());
    return DEFAULTS
        + "frontend f\n  bind 127.0.0.1:@port@\n  default_backend primary\n"
        + "backend primary\n  "
        + login
        + " role primary\n"
        + servers
        + "backend replicas\n  "
        + login
        + " role replica max-lag 10s\n"
        + servers
        + "backend trusted\n  option pgsql-check user postgres role primary\n"
        + one
        + "backend plain\n  option pgsql-check user plain password s3cret database postgres role primary\n"
        + one
        + "backend hashed\n  option pgsql-check user hashed password s3cret database postgres role primary\n"
        + one
        + "backend wrong\n  option pgsql-check user checker password oops database postgres role primary\n"
        + one;
  }

  @Test
  void writesFollowTheMasterOfRedis() throws Exception {
    try (RedisServer first = new RedisServer(RunningProxy.freePort());
        RedisServer second =
            new RedisServer(RunningProxy.freePort(), "--replicaof", "127.0.0.1 " + first.port());
        RedisServer locked = new RedisServer(RunningProxy.freePort(), "--requirepass", "s3cret");
        RunningProxy proxy =
            RunningProxy.of(
                DEFAULTS
                    + """
                    frontend f
                      bind 127.0.0.1:@port@
                      default_backend master
                    backend master
                      option redis-check role master
                      server a 127.0.0.1:%1$d
                      server b 127.0.0.1:%2$d
                    backend replicas
                      option redis-check role replica max-lag 60s
                      server a 127.0.0.1:%1$d
                      server b 127.0.0.1:%2$d
                    backend locked
                      option redis-check password s3cret role master
                      server a 127.0.0.1:%3$d
                    backend named
                      option redis-check user default password s3cret role master
                      server a 127.0.0.1:%3$d
                    backend refused
                      option redis-check role master
                      server a 127.0.0.1:%3$d
                    backend plain
                      option redis-check
                      server a 127.0.0.1:%1$d
                    """
                        .formatted(first.port(), second.port(), locked.port()))) {
      RunningProxy.await(
          () ->
              isUp(proxy, "master", 0)
                  && isDown(proxy, "master", 1)
                  && isDown(proxy, "replicas", 0)
                  && isUp(proxy, "replicas", 1)
                  && isUp(proxy, "locked", 0)
                  && isUp(proxy, "named", 0)
                  && isUp(proxy, "plain", 0)
                  && isDown(proxy, "refused", 0));
      RunningProxy.await(() -> info(proxy, "refused", 0).startsWith("NOAUTH"));
      assertThat(info(proxy, "plain", 0)).isEqualTo("Redis server is ok");
      String port = Integer.toString(proxy.port());
      assertThat(run("redis-cli", "-p", port, "set", "k", "1")).isEqualTo("OK");
      second.ask("replicaof", "no", "one");
      first.ask("replicaof", "127.0.0.1", Integer.toString(second.port()));
      RunningProxy.await(() -> isUp(proxy, "master", 1) && isDown(proxy, "master", 0));
      assertThat(run("redis-cli", "-p", port, "set", "k", "2")).isEqualTo("OK");
      assertThat(second.ask("get", "k")).isEqualTo("2");
      RunningProxy.await(() -> isUp(proxy, "replicas", 0));
    }
  }

  @Test
  void writesFollowTheWritableServerOfMariadb() throws Exception {
    try (MariadbServer first =
            new MariadbServer(RunningProxy.freePort(), "--server-id=1", "--log-bin=log");
        MariadbServer second =
            new MariadbServer(
                RunningProxy.freePort(), "--server-id=2", "--log-bin=log", "--read-only=1")) {
      String users =
          "CREATE USER checker@'127.0.0.1' IDENTIFIED BY 's3cret';"
              + "GRANT REPLICATION CLIENT, REPLICA MONITOR ON *.* TO checker@'127.0.0.1';"
              + "CREATE USER haproxy@'127.0.0.1'; CREATE USER app@'127.0.0.1';"
              + "GRANT ALL ON app.* TO app@'127.0.0.1';"
              + "GRANT REPLICATION SLAVE ON *.* TO repl@'127.0.0.1' IDENTIFIED BY 'r';";
      first.ask("RESET MASTER;" + users + "CREATE DATABASE app; CREATE TABLE app.t (n int)");
      second.ask(
          "CHANGE MASTER TO master_host='127.0.0.1', master_port=%d, master_user='repl',"
                  .formatted(first.port())
              + " master_password='r', master_use_gtid=slave_pos, master_connect_retry=1;"
              + " START SLAVE");
      try (RunningProxy proxy =
          RunningProxy.of(
              DEFAULTS
                  + """
                  frontend f
                    bind 127.0.0.1:@port@
                    default_backend writable
                  backend writable
                    option mysql-check user checker password s3cret role writable
                    server a 127.0.0.1:%1$d
                    server b 127.0.0.1:%2$d
                  backend replicas
                    option mysql-check user checker password s3cret role replica max-lag 1m
                    server a 127.0.0.1:%1$d
                    server b 127.0.0.1:%2$d
                  backend wrong
                    option mysql-check user checker password oops role writable
                    server a 127.0.0.1:%1$d
                  backend galera
                    option mysql-check user checker password s3cret role galera
                    server a 127.0.0.1:%1$d
                  backend plain
                    option mysql-check user haproxy
                    server a 127.0.0.1:%1$d
                  """
                      .formatted(first.port(), second.port()))) {
        RunningProxy.await(
            () ->
                isUp(proxy, "writable", 0)
                    && isDown(proxy, "writable", 1)
                    && isDown(proxy, "replicas", 0)
                    && isUp(proxy, "replicas", 1)
                    && isUp(proxy, "plain", 0)
                    && isDown(proxy, "galera", 0)
                    && isDown(proxy, "wrong", 0));
        assertThat(info(proxy, "wrong", 0)).contains("Access denied");
        assertThat(info(proxy, "replicas", 0)).isEqualTo("is no replica");
        assertThat(info(proxy, "replicas", 1)).isEqualTo("MySQL replica, 0s behind");
        assertThat(info(proxy, "galera", 0)).contains("alera");
        assertThat(mariadb(proxy.port(), "INSERT INTO app.t VALUES (1)")).isEmpty();
        first.ask("SET GLOBAL read_only = 1");
        second.ask("STOP SLAVE; SET GLOBAL read_only = 0");
        RunningProxy.await(() -> isUp(proxy, "writable", 1) && isDown(proxy, "writable", 0));
        assertThat(mariadb(proxy.port(), "INSERT INTO app.t VALUES (2)")).isEmpty();
        assertThat(second.ask("SELECT n FROM app.t ORDER BY n")).isEqualTo("1\n2");
        RunningProxy.await(() -> isDown(proxy, "replicas", 1));
        assertThat(info(proxy, "replicas", 1)).startsWith("replication does not run");
      }
    }
  }

  private static String mariadb(int port, String statement) throws IOException {
    return run(
        "mariadb",
        "--no-defaults",
        "-N",
        "-h",
        "127.0.0.1",
        "-P",
        Integer.toString(port),
        "-u",
        "app",
        "-e",
        statement);
  }
}
