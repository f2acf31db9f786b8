package io.spillway.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stick tables that two processes have in common: Spillways, and Spillway with HAProxy. */
class PeersProgramTest {
  private static final int CLIENTS = 8;
  private static final int REQUESTS = 400;
  private static final int KEYS = 50;

  /** Who is a, and who is b. */
  enum Pair {
    SPILLWAYS,
    SPILLWAY_AND_HAPROXY,
    HAPROXY_AND_SPILLWAY;

    String first() {
      return this == HAPROXY_AND_SPILLWAY ? Launched.haproxy() : Launched.launcher().toString();
    }

    String second() {
      return this == SPILLWAY_AND_HAPROXY ? Launched.haproxy() : Launched.launcher().toString();
    }
  }

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private List<Integer> ports;
  private ServerSocket server;

  @BeforeEach
  void choosePorts() throws IOException {
    int first = FreePorts.inARow(4);
    server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    ports = List.of(first, first + 1, first + 2, first + 3);
  }

  private void serve() {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          client.getInputStream().read(new byte[8192]);
          client
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    server.close();
  }

  private PeerProcess start(String program, String name) throws IOException {
    int port = ports.get(name.equals("a") ? 2 : 3);
    PeerProcess made =
        new PeerProcess(
            directory,
            program,
            name,
            List.of(ports.get(0), ports.get(1), port, server.getLocalPort()));
    open.add(made);
    return made;
  }

  private static void awaitConnected(PeerProcess one, PeerProcess other) {
    one.launched().await(() -> one.isConnected() && other.isConnected());
  }

  /** Waits until both know the same. */
  private static void awaitSame(PeerProcess one, PeerProcess other) {
    one.launched().await(() -> one.everything().equals(other.everything()));
  }

  private static void touchEachTable(PeerProcess process, String suffix) throws IOException {
    process.get("i=1" + suffix + "&b=blob" + suffix);
    process.get("i=1" + suffix + "&v=2001:db8::" + suffix);
    process.get("s=user" + suffix);
    process.get("s=other" + suffix);
    process.ask(
        "set table addresses key 192.0.2."
            + suffix
            + " data.gpt0 4294967295 data.gpc0 240"
            + " data.bytes_in_cnt 123456789012 data.bytes_out_cnt 264432 data.http_fail_cnt 2288"
            + " data.http_req_rate 500 data.gpc1 7 data.sess_cnt 239");
  }

  @ParameterizedTest
  @EnumSource
  void eachTypeOfKeyAndValueComesOver(Pair pair) throws Exception {
    PeerProcess a = start(pair.first(), "a");
    PeerProcess b = start(pair.second(), "b");
    awaitConnected(a, b);
    touchEachTable(a, "1");
    awaitSame(a, b);
    TreeMap<String, TreeMap<String, String>> there = b.everything();
    assertThat(there.get("addresses").get("192.0.2.1"))
        .contains("gpt0=4294967295 gpc0=240 ")
        .contains("bytes_in_cnt=123456789012 ")
        .contains("http_req_rate(3600000)=500 ");
    assertThat(there.get("addresses").get("127.0.0.1")).contains(" gpc0=4 ");
    assertThat(there.get("addresses6")).containsKey("2001:db8::1");
    assertThat(there.get("numbers").get("11"))
        .contains("gpt0=4000000000 gpt1=0 gpc0=0 gpc1=2 gpc2=0 ")
        .contains("gpc1_rate(3600000)=2");
    assertThat(there.get("blobs")).containsKey("626C6F623100");
    assertThat(there.get("sticky").get("user1"))
        .contains("server_id=1")
        .contains("server_key=first");
    assertThat(there.get("sticky").get("other1")).contains("server_key=first");
    assertThat(there.get("p/shared").get("127.0.0.1")).contains("gpc1=4");
    touchEachTable(b, "2");
    awaitSame(b, a);
    assertThat(a.entries("sticky")).containsKeys("user1", "user2", "other2");
    assertThat(a.entries("numbers")).containsKeys("11", "12");
    // Two that connect to each other at once end both connections, and begin anew.
    awaitConnected(a, b);
    assertThat(a.ask("show peers")).contains("id=p ").contains("id=b(remote,");
    assertThat(a.ask("show peers dict p")).contains("dictionary cache");
    assertThat(a.ask("show peers none")).contains("No such peers");
  }

  /** Each process counts other keys, so that nobody overwrites what the other one counts. */
  @ParameterizedTest
  @EnumSource
  void underLoadAllCountsAreTheSameInTheEnd(Pair pair) throws Exception {
    PeerProcess a = start(pair.first(), "a");
    PeerProcess b = start(pair.second(), "b");
    awaitConnected(a, b);
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        PeerProcess one = client % 2 == 0 ? a : b;
        int base = client % 2 == 0 ? 1000 : 5000;
        running.add(
            clients.submit(
                () -> {
                  for (int i = 0; i < REQUESTS; i++) {
                    one.get("i=" + (base + i % KEYS));
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    a.launched().await(() -> a.entries("numbers").equals(b.entries("numbers")));
    TreeMap<String, String> counted = b.entries("numbers");
    assertThat(counted).hasSize(2 * KEYS);
    int each = REQUESTS / KEYS * CLIENTS / 2;
    assertThat(counted.values()).allMatch(entry -> entry.contains(" gpc1=" + each + " "));
    assertThat(counted.values()).allMatch(e -> e.contains(" gpc1_rate(3600000)=" + each));
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatWasKilledCatchesUp(Pair pair) throws Exception {
    PeerProcess a = start(pair.first(), "a");
    PeerProcess b = start(pair.second(), "b");
    awaitConnected(a, b);
    touchEachTable(a, "1");
    touchEachTable(b, "2");
    awaitSame(a, b);
    TreeMap<String, TreeMap<String, String>> before = a.everything();
    b.restart();
    awaitSame(a, b);
    assertThat(b.everything()).isEqualTo(before);
    touchEachTable(b, "3");
    awaitSame(b, a);
    assertThat(a.entries("numbers")).containsKeys("11", "12", "13");
  }

  /** The first of a pair is replaced by the second, as with a reload. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HAPROXY_AND_SPILLWAY")
  void tablesSurviveAReload(Pair pair) throws Exception {
    PeerProcess a = start(pair.first(), "a");
    touchEachTable(a, "1");
    touchEachTable(a, "2");
    TreeMap<String, TreeMap<String, String>> before = a.everything();
    a.replaceBy(pair.second());
    a.launched().await(() -> a.everything().equals(before));
    assertThat(a.everything()).isEqualTo(before);
  }
}
