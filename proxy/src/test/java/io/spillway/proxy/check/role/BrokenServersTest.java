package io.spillway.proxy.check.role;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.check.CheckComparison;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.Peer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a server says, its check ends with a result. */
class BrokenServersTest {
  private static final Credentials WHO = new Credentials("u", "p");

  private enum Database {
    POSTGRESQL(
        PostgresqlRole.check(
            WHO, "d", PostgresqlRole.Role.REPLICA, new PostgresqlRole.Lag(1000, -1)),
        "R\0\0\0\10\0\0\0\0Z\0\0\0\5ID\0\0\0\7\0\3\1Z\0\0\0\5I",
        "R\0\0\0\5\0",
        "R\0\0\0\14\0\0\0\12MD5\0",
        "R\0\0\0\14\0\0\0\13r=x,",
        "E\0\0\0\5\0",
        "R\u007fÿÿÿ"),
    MYSQL(
        MysqlRole.check(WHO, MysqlRole.Role.REPLICA, 1),
        "\1\0\0\0\12",
        "\4\0\0\0\0125.5",
        "\0\0\0\0",
        "\1\0\0\0ÿ",
        "ÿÿÿ\0\12"),
    REDIS(
        RedisRole.check(WHO, false, 1),
        "+OK\r\n$5\r\nrole",
        "+OK\r\n$99999999999\r\n",
        "+OK\r\n$-1\r\n",
        "+OK\r\n$44\r\nrole:slave\r\nmaster_link_status:up\r\nx:y\r\nabc\r\n");

    private final CheckScript script;
    private final List<String> said;

    Database(CheckScript script, String... said) {
      this.script = script;
      this.said = List.of(said);
    }
  }

  @ParameterizedTest
  @EnumSource
  void checksEndWithAResult(Database database) throws Exception {
    for (String said : database.said) {
      assertThat(result(database, said)).as(said).contains("failed");
    }
    Random random = new Random(8);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[1 + random.nextInt(60)];
      random.nextBytes(noise);
      String first = database.said.get(i % database.said.size());
      String cut = first.substring(0, random.nextInt(first.length()));
      String said = cut + new String(noise, ISO_8859_1);
      assertThat(result(database, said)).as(said).contains("failed");
    }
  }

  private static String result(Database database, String said) throws Exception {
    try (Peer peer =
        new Peer(
            (socket, self) -> {
              socket.getOutputStream().write(said.getBytes(ISO_8859_1));
              socket.shutdownOutput();
              while (socket.getInputStream().read() >= 0) {
                Thread.onSpinWait();
              }
            })) {
      return CheckComparison.ourLine(peer.port(), database.script);
    }
  }
}
