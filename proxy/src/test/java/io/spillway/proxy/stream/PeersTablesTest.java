package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.peer.PeersRuntime;
import io.spillway.proxy.table.DataType;
import io.spillway.proxy.table.StickTable;
import io.spillway.proxy.table.StoredData;
import io.spillway.proxy.table.TableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What tables and {@code peers} sections say about who is told what. */
class PeersTablesTest {
  private static final int KEYS = 60;

  private static final String COMMON =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      """;

  private static StickTable table(RunningProxy proxy, String name) {
    return Objects.requireNonNull(proxy.runtime().tables().table(name));
  }

  private static PeersRuntime peers(RunningProxy proxy) {
    return Objects.requireNonNull(proxy.runtime().peers());
  }

  private static List<TableEntry> entries(StickTable table) {
    List<TableEntry> entries = new ArrayList<>();
    for (int part = 0; part < table.parts(); part++) {
      table.forEachOf(part, entries::add);
    }
    return entries;
  }

  private static long value(StickTable table, DataType type) {
    StoredData stored = table.stored(type);
    List<TableEntry> entries = entries(table);
    return stored == null || entries.isEmpty()
        ? -1
        : stored.value(entries.getFirst(), 0, System.nanoTime() / 1_000_000);
  }

  private static String frontend(String rules) {
    return "frontend f\n  bind 127.0.0.1:@port@\n" + rules + "  http-request return status 200\n";
  }

  @Test
  void aPeerWithAShardIsToldOfItsPartOfTheKeys() throws Exception {
    int a = RunningProxy.freePort();
    int b = RunningProxy.freePort();
    int c = RunningProxy.freePort();
    String section =
        "peers p\n  shards 2\n  peer a 127.0.0.1:%d\n  peer b 127.0.0.1:%d shard 1\n  peer c 127.0.0.1:%d shard 2\n"
            .formatted(a, b, c);
    String rest =
        frontend("  http-request track-sc0 url_param(k) table t\n  http-request sc-inc-gpc0(0)\n")
            + "backend t\n  stick-table type string size 1k store gpc0 peers p\n";
    try (RunningProxy first = RunningProxy.of("global\n localpeer a\n" + COMMON + section + rest);
        RunningProxy second = RunningProxy.of("global\n localpeer b\n" + COMMON + section + rest);
        RunningProxy third = RunningProxy.of("global\n localpeer c\n" + COMMON + section + rest)) {
      RunningProxy.await(() -> peers(first).connected() == 2);
      for (int i = 0; i < KEYS; i++) {
        first.exchange("GET /?k=key" + i + " HTTP/1.0\r\n\r\n");
      }
      RunningProxy.await(() -> table(second, "t").count() + table(third, "t").count() >= KEYS);
      assertThat(table(second, "t").count()).isBetween(KEYS / 4, KEYS - KEYS / 4);
      assertThat(table(second, "t").count() + table(third, "t").count()).isEqualTo(KEYS);
      // The same again goes to the same peers.
      int before = table(second, "t").count();
      for (int i = 0; i < KEYS; i++) {
        first.exchange("GET /?k=key" + i + " HTTP/1.0\r\n\r\n");
      }
      RunningProxy.await(
          () ->
              entries(table(second, "t")).stream()
                      .allMatch(e -> counted(table(second, "t"), e) == 2)
                  && entries(table(third, "t")).stream()
                      .allMatch(e -> counted(table(third, "t"), e) == 2));
      assertThat(table(second, "t").count()).isEqualTo(before);
    }
  }

  private static long counted(StickTable table, TableEntry entry) {
    return Objects.requireNonNull(table.stored(DataType.GPC0)).value(entry, 0, 0);
  }

  @Test
  void writeToTakesTagsAndNoCountsAndRecvOnlyTakesConnections() throws Exception {
    int a = RunningProxy.freePort();
    int b = RunningProxy.freePort();
    String section = "peers p\n  peer a 127.0.0.1:%d\n  peer b 127.0.0.1:%d\n".formatted(a, b);
    String words = " type ip size 1k store gpt0,gpc0,conn_cur peers p";
    String reader =
        frontend("")
            + "backend t\n  stick-table"
            + words
            + " recv-only write-to w\nbackend w\n  stick-table type ip size 1k store gpt0,gpc0\n";
    String counter =
        frontend(
                "  tcp-request connection track-sc0 src table t\n"
                    + "  tcp-request connection sc-set-gpt0(0) 7\n"
                    + "  tcp-request connection sc-inc-gpc0(0)\n")
            + "backend t\n  stick-table"
            + words
            + "\n";
    try (RunningProxy first =
            RunningProxy.of("global\n localpeer a\n" + COMMON + section + reader);
        RunningProxy second =
            RunningProxy.of("global\n localpeer b\n" + COMMON + section + counter)) {
      RunningProxy.await(() -> peers(first).connected() == 1 && peers(second).connected() == 1);
      try (Client client = second.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        RunningProxy.await(() -> value(table(first, "t"), DataType.CONN_CUR) == 1);
        RunningProxy.await(() -> value(table(first, "w"), DataType.GPT0) == 7);
        assertThat(value(table(first, "t"), DataType.GPC0)).isEqualTo(1);
        assertThat(value(table(first, "w"), DataType.GPC0)).isZero();
      }
      RunningProxy.await(() -> value(table(first, "t"), DataType.CONN_CUR) == 0);
    }
  }

  @Test
  void connCurIsNotLearnedWhereItIsCounted() throws Exception {
    int a = RunningProxy.freePort();
    int b = RunningProxy.freePort();
    String rest =
        "peers p\n  peer a 127.0.0.1:%d\n  peer b 127.0.0.1:%d\n".formatted(a, b)
            + frontend("  tcp-request connection track-sc0 src table t\n")
            + "backend t\n  stick-table type ip size 1k store conn_cnt,conn_cur peers p\n";
    try (RunningProxy first = RunningProxy.of("global\n localpeer a\n" + COMMON + rest);
        RunningProxy second = RunningProxy.of("global\n localpeer b\n" + COMMON + rest)) {
      RunningProxy.await(() -> peers(first).connected() == 1 && peers(second).connected() == 1);
      try (Client client = second.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        RunningProxy.await(() -> value(table(first, "t"), DataType.CONN_CNT) == 1);
        assertThat(value(table(first, "t"), DataType.CONN_CUR)).isZero();
      }
    }
  }

  @Test
  void whoComesAndGoesIsLogged() throws Exception {
    int a = RunningProxy.freePort();
    int b = RunningProxy.freePort();
    String section =
        "peers p\n  log @log@\n  peer a 127.0.0.1:%d\n  peer b 127.0.0.1:%d\n".formatted(a, b);
    String rest = frontend("") + "backend t\n  stick-table type ip size 1k store gpc0 peers p\n";
    try (RunningProxy first = RunningProxy.of("global\n localpeer a\n" + COMMON + section + rest)) {
      try (RunningProxy second =
          RunningProxy.of("global\n localpeer b\n" + COMMON + section + rest)) {
        assertThat(first.logLine()).isEqualTo("Peer p/b is connected.");
        RunningProxy.await(() -> peers(second).connected() == 1);
      }
      assertThat(first.logLine()).isEqualTo("Peer p/b is gone.");
    }
  }
}
