package io.spillway.ops.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Diagnostics;
import io.spillway.ops.SampleProcess;
import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.KeyType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import io.spillway.proxy.table.TableLine;
import io.spillway.rules.sample.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about stick tables, beside haproxy's with the same tables. */
class TableCommandsTest {
  private static final String CONFIGURATION =
      """
      global
        stats socket %1$s/user.sock level user
        stats socket %1$s/haproxy.sock level admin
      defaults
        timeout client 5s
        timeout server 5s
        timeout connect 5s
      frontend f
        bind unix@%1$s/f
      backend ip
        stick-table type ip size 100k expire 1h store gpc0,http_req_rate(10s),http_req_cnt,server_id
      backend six
        stick-table type ipv6 size 10 expire 1h nopurge
      backend int
        stick-table type integer size 10 store gpt(2),gpc(2),gpc_rate(2,1m)
      backend str
        stick-table type string len 10 size 10 store server_key,server_id
      backend bin
        stick-table type binary len 4 size 10
      """;

  private static final List<String> COMMANDS =
      List.of(
          "show table",
          "show table ip",
          "set table ip key 10.0.0.2 data.gpc0 3 data.http_req_rate 7",
          "set table ip key 10.0.0.1 data.http_req_cnt 5",
          "set table ip key 10.0.0.10",
          "show table ip",
          "show table ip key 10.0.0.2",
          "show table ip key 10.0.0.3",
          "show table ip data.gpc0 gt 2",
          "show table ip data.gpc0 eq 0 data.http_req_cnt ge 5",
          "show table ip data.http_req_rate le 7 data.gpc0 ne 3",
          "show table ip data.http_req_rate lt 7",
          "show table ip data.foo gt 2",
          "show table ip data.conn_cnt gt 2",
          "show table ip data.gpc0",
          "show table ip data.gpc0 is 3",
          "show table ip data.gpc0 gt x",
          "show table ip data.gpc0 gt 2 foo",
          "show table ip foo",
          "show table ip key",
          "show table nix",
          "set table",
          "set table nix",
          "set table ip key",
          "set table ip foo",
          "set table ip data.gpc0 3",
          "set table ip key 10.0.0.2 foo",
          "set table ip key 10.0.0.2 data.foo 3",
          "set table ip key 10.0.0.2 data.conn_cnt 3",
          "set table six key ::1",
          "set table six key 2001:db8::5",
          "set table six key abc",
          "show table six",
          "set table int key 12 data.gpt0 3",
          "set table int key 12",
          "set table int key 3",
          "set table int key abc",
          "show table int",
          "set table str key a\\ b data.server_id 3",
          "set table str key longer-than-ten",
          "set table str key a=b",
          "show table str",
          "show table str key a\\ b",
          "set table bin key abcd",
          "show table bin key abcd",
          "clear table bin key abcd",
          "clear table",
          "clear table ip key 10.0.0.2",
          "clear table ip key 10.0.0.3",
          "clear table ip data.http_req_cnt gt 2",
          "show table ip",
          "clear table int data.foo eq 2",
          "clear table int",
          "show table");

  /** Asked on a socket of the lowest level. */
  private static final List<String> COMMANDS_OF_USERS =
      List.of(
          "show table",
          "show table ip",
          "show table ip key 10.0.0.10",
          "show table ip data.gpc0 ge 0",
          "show table ip data.foo gt 2",
          "show table nix",
          "set table ip key 1.2.3.4",
          "clear table ip key 10.0.0.10");

  @TempDir private Path directory;

  private static void declare(
      SampleProcess process, String name, KeyType type, int length, int size, StoredData... data) {
    long expire = name.equals("ip") || name.equals("six") ? 3_600_000 : 0;
    assertThat(
            process
                .tables()
                .declare(
                    new TableLine(
                        name, type, length, size, expire, name.equals("six"), List.of(data))))
        .isTrue();
  }

  private static SampleProcess process() {
    SampleProcess process = new SampleProcess(1);
    declare(
        process,
        "ip",
        KeyType.IP,
        0,
        100 << 10,
        new StoredData(DataType.GPC0, 1, 0, 0),
        new StoredData(DataType.HTTP_REQ_RATE, 1, 10_000, 0),
        new StoredData(DataType.HTTP_REQ_CNT, 1, 0, 0),
        new StoredData(DataType.SERVER_ID, 1, 0, 0));
    declare(process, "six", KeyType.IPV6, 0, 10);
    declare(
        process,
        "int",
        KeyType.INTEGER,
        0,
        10,
        new StoredData(DataType.GPT, 2, 0, 0),
        new StoredData(DataType.GPC, 2, 0, 0),
        new StoredData(DataType.GPC_RATE, 2, 60_000, 0));
    declare(
        process,
        "str",
        KeyType.STRING,
        10,
        10,
        new StoredData(DataType.SERVER_KEY, 1, 0, 0),
        new StoredData(DataType.SERVER_ID, 1, 0, 0));
    declare(process, "bin", KeyType.BINARY, 4, 10);
    process.tables().finish(new Diagnostics());
    return process;
  }

  @Test
  void tablesAreShownSetAndClearedLikeHaproxy() throws Exception {
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(configuration, CONFIGURATION.formatted(directory));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Path socket = directory.resolve("haproxy.sock");
      while (haproxy.isAlive() && !Files.exists(socket)) {
        Thread.onSpinWait();
      }
      SampleProcess process = process();
      SoftAssertions all = new SoftAssertions();
      for (String command : COMMANDS) {
        all.assertThat(normal(RuntimeAnswers.ours(process, command)))
            .as(command)
            .isEqualTo(normal(RuntimeAnswers.ofHaproxy(socket, command)));
      }
      for (String command : COMMANDS_OF_USERS) {
        all.assertThat(normal(RuntimeAnswers.ours(process, Level.USER, command + "\n")))
            .as("a user's %s", command)
            .isEqualTo(normal(RuntimeAnswers.ofHaproxy(directory.resolve("user.sock"), command)));
      }
      all.assertAll();
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  @Test
  void aTrackedKeyIsShownAsUsedAndIsNotRemoved() throws Exception {
    SampleProcess process = process();
    StickTable table = process.tables().table("int");
    assertThat(table).isNotNull();
    Sample key = new Sample(64);
    key.integer(7);
    TableEntry entry = table == null ? null : table.acquire(key, process.nowMillis());
    assertThat(RuntimeAnswers.ours(process, "show table int key 7")).contains("key=7 use=1 ");
    assertThat(RuntimeAnswers.ours(process, "clear table int key 7"))
        .isEqualTo("Entry currently in use, cannot remove\n\n");
    assertThat(RuntimeAnswers.ours(process, "clear table int")).isEqualTo("\n");
    assertThat(RuntimeAnswers.ours(process, "show table int")).contains("used:1\n");
    if (table != null && entry != null) {
      table.release(entry, process.nowMillis());
    }
    assertThat(RuntimeAnswers.ours(process, "clear table int key 7")).isEqualTo("\n");
    assertThat(RuntimeAnswers.ours(process, "show table int")).contains("used:0\n");
  }

  /** Addresses of entries and the time that they have left are the process's own. */
  private static String normal(String text) {
    return text.replaceAll("0x[0-9a-f]+:", "ENTRY:").replaceAll("exp=[1-9][0-9]+", "exp=SOON");
  }
}
