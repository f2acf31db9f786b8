package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counters, stick tables and servers' states live on when a process is replaced. */
class ReloadedStateProgramTest {
  private static final int REQUESTS = 5;

  /** Checks are an hour apart, so what is known soon after a start was taken over. */
  private static final String CONFIGURATION =
      """
      global
        stats socket %1$s level admin expose-fd listeners
      defaults
        mode http
        timeout client 60s
        timeout server 60s
        timeout connect 5s
      frontend web
        bind 127.0.0.1:%2$d
        http-request track-sc0 hdr(x-key) table seen
        http-request set-header x-name %%[rand(1000)]
        default_backend b
      backend seen
        stick-table type string len 16 size 1k expire 1h store http_req_cnt,http_req_rate(1h),conn_cur,gpt0
      backend numbers
        stick-table type ip size 1k store gpc0
      backend b
        default-server inter 1h rise 1 fall 1 weight 10
        server works 127.0.0.1:%3$d check
        server broken 127.0.0.1:%3$d check
        server moved 127.0.0.1:%4$d check
        server forced 127.0.0.1:%3$d
        server light 127.0.0.1:%3$d backup
      """;

  @TempDir Path directory;
  private ServerSocket origin;
  private int port;
  private Path configuration;

  @BeforeEach
  void listen() throws IOException {
    origin = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    port = FreePorts.inARow(1);
    configuration = directory.resolve("test.cfg");
    write(origin.getLocalPort());
  }

  private void write(int portOfMoved) throws IOException {
    Files.writeString(
        configuration,
        CONFIGURATION.formatted(directory.resolve("s"), port, origin.getLocalPort(), portOfMoved));
  }

  private void serve() {
    while (!origin.isClosed()) {
      try (Socket socket = origin.accept()) {
        if (socket.getInputStream().read() >= 0) {
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // A check goes away, or the test is over.
        continue;
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
  }

  private String ask(Path socket, String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String ask(String command) throws IOException {
    return ask(directory.resolve("s"), command);
  }

  private boolean isAnswered() {
    try {
      return !ask("show version").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private void request(String key) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.0\r\nx-key: " + key + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200");
    }
  }

  /** {@code show stat} as rows by their proxies' and own names, with the columns' names. */
  private Map<String, Map<String, String>> statistics() throws IOException {
    List<String> lines = ask("show stat").lines().filter(line -> !line.isEmpty()).toList();
    String[] names = lines.getFirst().substring(2).split(",", -1);
    Map<String, Map<String, String>> rows = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], values[i]);
      }
      rows.put(values[0] + "/" + values[1], row);
    }
    return rows;
  }

  private static List<String> told(Map<String, Map<String, String>> rows, String row) {
    List<String> told = new ArrayList<>();
    for (String column :
        List.of("stot", "smax", "bin", "bout", "hrsp_2xx", "status", "weight", "chkdown")) {
      told.add(column + "=" + rows.get(row).get(column));
    }
    return told;
  }

  private Map<String, List<String>> counted() throws IOException {
    Map<String, Map<String, String>> rows = statistics();
    Map<String, List<String>> counted = new HashMap<>();
    rows.keySet().forEach(row -> counted.put(row, told(rows, row)));
    return counted;
  }

  private void prepare(Launched launched) throws IOException {
    launched.await(this::isAnswered);
    launched.await(() -> statusOf("b/broken").equals("UP"));
    for (int i = 0; i < REQUESTS; i++) {
      request("client");
    }
    for (String command :
        List.of(
            "set server b/broken health down",
            "set server b/moved health down",
            "set server b/forced state maint",
            "set server b/light weight 3",
            "set table seen key other data.gpt0 7",
            "set table numbers key 192.0.2.1 data.gpc0 9")) {
      assertThat(ask(command).strip()).as(command).isEmpty();
    }
  }

  private String statusOf(String row) {
    try {
      return statistics().get(row).get("status");
    } catch (IOException e) {
      return "";
    }
  }

  private void expectTables(int requests) throws IOException {
    assertThat(ask("show table seen"))
        .containsPattern(
            "key=client .*http_req_cnt=" + requests + " http_req_rate\\(3600000\\)=" + requests)
        .containsPattern("key=client .* conn_cur=0 ")
        .containsPattern("key=other .*gpt0=7");
    assertThat(ask("show table numbers")).containsPattern("key=192.0.2.1 .*gpc0=9");
  }

  @Test
  void aReloadKeepsWhatWasCountedAndKnown() throws Exception {
    Path master = directory.resolve("master");
    try (Launched launched =
        Launched.start(directory, "-W", "-S", master.toString(), "-f", configuration.toString())) {
      launched.awaitOutput("Loading success.");
      prepare(launched);
      Map<String, List<String>> before = counted();
      String requests =
          ask("show info").lines().filter(l -> l.startsWith("CumReq")).findAny().get();
      write(FreePorts.inARow(1)); // the server "moved" is another one from now on
      assertThat(ask(master, "reload")).contains("Success=1");

      Map<String, List<String>> after = counted();
      assertThat(after.get("b/moved")).contains("status=UP");
      for (String row : List.of("web/FRONTEND", "b/works", "b/broken", "b/forced", "b/light")) {
        assertThat(after.get(row)).as(row).isEqualTo(before.get(row));
      }
      assertThat(after.get("b/BACKEND")).contains("stot=" + REQUESTS, "hrsp_2xx=" + REQUESTS);
      assertThat(after.get("b/broken")).contains("status=DOWN", "chkdown=1");
      assertThat(after.get("b/forced")).contains("status=MAINT");
      assertThat(after.get("b/light")).contains("weight=3");
      assertThat(ask("show info")).contains(requests);
      expectTables(REQUESTS);
      request("client");
      expectTables(REQUESTS + 1);
      assertThat(statistics().get("web/FRONTEND").get("stot")).isEqualTo("" + (REQUESTS + 1));
    }
  }

  @Test
  void aProcessThatReplacesAnotherGoesOnFromThere() throws Exception {
    try (Launched first = Launched.start(directory, "-db", "-f", configuration.toString())) {
      prepare(first);
      Map<String, List<String>> before = counted();
      try (Launched second =
          Launched.start(
              directory,
              "-db",
              "-x",
              directory.resolve("s").toString(),
              "-sf",
              Long.toString(first.process().pid()),
              "-f",
              configuration.toString())) {
        first.process().onExit().join();
        second.await(this::isAnswered);
        assertThat(counted().get("b/works")).isEqualTo(before.get("b/works"));
        assertThat(counted().get("b/broken")).contains("status=DOWN");
        expectTables(REQUESTS);
      }
    }
  }
}
