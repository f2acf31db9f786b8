package io.spillway.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.Launched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A process of a {@code peers} section with tables of all kinds, Spillway or HAProxy, and a client
 * of it.
 */
final class PeerProcess implements AutoCloseable {
  /** Rates have periods that no test lives to see the end of. */
  private static final String CONFIGURATION =
      """
      global
        stats socket %s level admin
        nbthread 2
      defaults
        mode http
        timeout client 60s
        timeout server 60s
        timeout connect 5s
      peers p
        peer a 127.0.0.1:%d
        peer b 127.0.0.1:%d
        table shared type ip size 1k expire 1h store gpc1
      frontend web
        bind 127.0.0.1:%d
        http-request track-sc0 src table addresses
        http-request track-sc1 url_param(i) table numbers if { url_param(i) -m found }
        http-request track-sc2 url_param(b) table blobs if { url_param(b) -m found }
        http-request track-sc2 url_param(v) table addresses6 if { url_param(v) -m found }
        http-request sc-inc-gpc0(0)
        http-request sc-inc-gpc(1,1) if { url_param(i) -m found }
        http-request sc-set-gpt(0,1) 4000000000 if { url_param(i) -m found }
        http-request sc-inc-gpc0(2)
        http-request set-var(txn.x) src_inc_gpc1(p/shared)
        use_backend sticky if { url_param(s) -m found }
        default_backend errors
      backend errors
        http-request return status 404
      backend sticky
        stick-table type string len 20 size 10k expire 1h store server_key,server_id,gpc0 peers p
        stick on url_param(s)
        server first 127.0.0.1:%d
      backend addresses
        stick-table type ip size 10k expire 1h store server_id,gpt0,gpc0,gpc0_rate(1h),conn_cnt,conn_rate(1h),conn_cur,sess_cnt,sess_rate(1h),http_req_cnt,http_req_rate(1h),http_err_cnt,http_err_rate(1h),bytes_in_cnt,bytes_in_rate(1h),bytes_out_cnt,bytes_out_rate(1h),gpc1,gpc1_rate(1h),http_fail_cnt,http_fail_rate(1h) peers p
      backend addresses6
        stick-table type ipv6 size 10k expire 1h store gpc0 peers p
      backend numbers
        stick-table type integer size 10k expire 1h store gpt(2),gpc(3),gpc_rate(2,1h) peers p
      backend blobs
        stick-table type binary len 6 size 10k expire 1h store gpc0 peers p
      """;

  static final List<String> TABLES =
      List.of("addresses", "addresses6", "numbers", "blobs", "sticky", "p/shared");

  private final Path directory;
  private final Path socket;
  private final Path file;
  private final String program;
  private final String name;
  private final int port;
  private Launched launched;

  /**
   * Starts one.
   *
   * @param program the launcher of Spillway, or HAProxy
   * @param name {@code a} or {@code b}
   * @param ports four: of the peers a and b, of its clients, of its server
   */
  PeerProcess(Path directory, String program, String name, List<Integer> ports) throws IOException {
    this.directory = directory;
    this.program = program;
    this.name = name;
    this.port = ports.get(2);
    this.socket = directory.resolve(name + ".sock");
    this.file = directory.resolve(name + ".cfg");
    Files.writeString(
        file, CONFIGURATION.formatted(socket, ports.get(0), ports.get(1), port, ports.get(3)));
    this.launched = start(program);
  }

  private Launched start(String started, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(started, "-db", "-L", name, "-f", file.toString()));
    command.addAll(List.of(options));
    Launched made = Launched.start(directory, command);
    made.await(() -> Files.exists(socket) && Launched.accepts(port));
    return made;
  }

  Launched launched() {
    return launched;
  }

  /** Has {@code other} take its place, as a reload does, and waits until it has ended. */
  void replaceBy(String other) throws Exception {
    Launched before = launched;
    launched = start(other, "-sf", Long.toString(before.process().pid()));
    before.exitCode();
  }

  /** Kills it, and starts it anew. */
  void restart() throws Exception {
    launched.signal("KILL");
    launched.exitCode();
    Files.deleteIfExists(socket);
    launched = start(program);
  }

  /** Sends one request. */
  String get(String query) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client
          .getOutputStream()
          .write(
              ("GET /?" + query + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                  .getBytes(ISO_8859_1));
      return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  /** The answer to a command of the runtime API. */
  String ask(String command) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(ISO_8859_1)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      while (channel.read(buffer) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return answer.toString(ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  boolean isConnected() {
    return ask("show info").contains("ConnectedPeers: 1\n");
  }

  /** The entries of {@code table} by key, without what is each process's own. */
  TreeMap<String, String> entries(String table) {
    TreeMap<String, String> entries = new TreeMap<>();
    for (String line : ask("show table " + table).split("\n")) {
      int key = line.indexOf("key=");
      if (key >= 0) {
        String rest = line.substring(key + 4);
        int space = rest.indexOf(' ');
        entries.put(
            rest.substring(0, space),
            rest.substring(space)
                .replaceAll(" (use|exp|conn_cur)=[0-9]+", "")
                .replaceAll(" shard=[0-9]+", ""));
      }
    }
    return entries;
  }

  /** The entries of all tables. */
  TreeMap<String, TreeMap<String, String>> everything() {
    TreeMap<String, TreeMap<String, String>> all = new TreeMap<>();
    TABLES.forEach(table -> all.put(table, entries(table)));
    return all;
  }

  @Override
  public void close() throws InterruptedException {
    launched.close();
  }
}
