package io.spillway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What HAProxy and Spillway count of the same traffic, as statistics and as metrics. */
class StatisticsComparisonTest {
  /** The columns that do not depend on how long things took, or on how HAProxy counts bytes. */
  private static final List<String> COLUMNS =
      List.of(
          "slim",
          "stot",
          "dreq",
          "dresp",
          "ereq",
          "econ",
          "eresp",
          "wretr",
          "wredis",
          "status",
          "weight",
          "act",
          "bck",
          "chkdown",
          "lbtot",
          "hrsp_1xx",
          "hrsp_2xx",
          "hrsp_3xx",
          "hrsp_4xx",
          "hrsp_5xx",
          "hrsp_other",
          "req_tot",
          "cli_abrt",
          "srv_abrt",
          "conn_tot",
          "intercepted",
          "dcon",
          "dses",
          "wrew",
          "connect",
          "reuse",
          "eint",
          "mode");

  @TempDir private Path directory;
  private WebServer server;

  @BeforeEach
  void startServer() throws Exception {
    Side.prepare(Side.subject());
    server = new WebServer("one", directory);
  }

  @AfterEach
  void endServer() {
    server.close();
  }

  /** What one program counted. */
  private record Counts(List<String> rows, List<String> metrics) {}

  @Test
  void theSameTrafficIsCountedInTheSameWay() throws Exception {
    Counts oracle = counted(Side.oracle(), "oracle");
    Counts subject = counted(Side.subject(), "subject");
    assertThat(subject.rows()).containsExactlyElementsOf(oracle.rows());
    assertThat(subject.metrics()).containsExactlyInAnyOrderElementsOf(oracle.metrics());
  }

  private Counts counted(String program, String name) throws Exception {
    InetSocketAddress web = Loopback.free();
    InetSocketAddress relay = Loopback.free();
    InetSocketAddress watch = Loopback.free();
    Path file = directory.resolve(name + ".cfg");
    Files.writeString(
        file,
        configuration(
            Loopback.text(web), Loopback.text(relay), Loopback.text(watch), closedPort()));
    try (Side side = Side.start(program, file);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(side.awaitListening(watch)).as(() -> said(side)).isTrue();
      for (String path :
          List.of("/", "/", "/denied", "/moved", "/dead", "/retried", "/other", "/unreadable")) {
        request(web, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      }
      request(web, "GET / HTTP/1.1\r\nHost : x\r\n\r\n");
      request(web, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /moved HTTP/1.0\r\n\r\n");
      request(web, "GET / HTTP/1.1\r\nHost");
      request(relay, "GET / HTTP/1.0\r\n\r\n");
      return new Counts(
          rows(get(client, watch, "/stats;csv")),
          metrics(
              get(
                  client,
                  watch,
                  "/metrics?scope=frontend&scope=listener&scope=backend&scope=server")));
    }
  }

  @Test
  void aServerInMaintenanceIsLeftOutByItselfAndCountedAmongThoseOfItsBackend() throws Exception {
    List<String> oracle = withoutMaintenance(Side.oracle(), "oracle");
    assertThat(oracle).anyMatch(line -> line.matches("haproxy_backend_agg.*\"MAINT\".* 1"));
    assertThat(oracle).noneMatch(line -> line.contains("server=\"off\""));
    assertThat(withoutMaintenance(Side.subject(), "subject"))
        .containsExactlyInAnyOrderElementsOf(oracle);
  }

  private List<String> withoutMaintenance(String program, String name) throws Exception {
    InetSocketAddress watch = Loopback.free();
    Path file = directory.resolve(name + "-maintenance.cfg");
    Files.writeString(
        file,
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 5s
          timeout server 5s
        frontend watch
          bind %s
          http-request use-service prometheus-exporter if { path /metrics }
        backend app
          server one %s
          server off 127.0.0.1:1 disabled
        """
            .formatted(Loopback.text(watch), server.address()));
    try (Side side = Side.start(program, file);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(side.awaitListening(watch)).as(() -> said(side)).isTrue();
      return get(client, watch, "/metrics?scope=backend&scope=server&no-maint")
          .lines()
          .filter(
              line ->
                  line.startsWith("haproxy_backend_agg_server_status")
                      || line.startsWith("haproxy_server_status"))
          .toList();
    }
  }

  private String configuration(String web, String relay, String watch, int closed) {
    return """
    global
      nbthread 1
      maxconn 4000
    defaults
      mode http
      timeout connect 200ms
      timeout client 10s
      timeout server 10s
      timeout http-request 200ms
      retries 2
      maxconn 900
    frontend web
      bind %1$s
      option socket-stats
      http-request deny if { path /denied }
      http-request redirect location /elsewhere if { path /moved }
      use_backend dead if { path /dead }
      use_backend moving if { path /retried }
      use_backend other if { path /other }
      default_backend app
    backend app
      server one %4$s
      server spare %4$s backup
    backend dead
      server none 127.0.0.1:%5$d
    backend moving
      option redispatch
      server none 127.0.0.1:%5$d
      server one %4$s
    backend other
      http-response deny
      server one %4$s
    backend empty
    listen relay
      mode tcp
      bind %2$s
      server none 127.0.0.1:%5$d
      server one %4$s backup
    frontend watch
      bind %3$s
      http-request use-service prometheus-exporter if { path /metrics }
      stats enable
      stats uri /stats
    """
        .formatted(web, relay, watch, server.address(), closed);
  }

  /** A port on which nothing listens. */
  private static int closedPort() throws Exception {
    return Loopback.free().getPort();
  }

  private static void request(InetSocketAddress to, String text) throws IOException {
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  private static String get(HttpClient client, InetSocketAddress from, String path)
      throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://" + Loopback.text(from) + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The compared columns of each row, with proxy and service; the watcher's own are left out. */
  private static List<String> rows(String csv) {
    List<String> lines = csv.lines().toList();
    List<String> names = List.of(lines.getFirst().substring(2).split(","));
    List<String> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      if (!values[0].equals("watch")) {
        for (String column : COLUMNS) {
          rows.add(
              values[0] + '/' + values[1] + ' ' + column + '=' + values[names.indexOf(column)]);
        }
      }
    }
    return rows;
  }

  /** The metrics with their labels, and the types of their families. */
  private static List<String> metrics(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("# HELP "))
        .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
        .toList();
  }

  private static String said(Side side) {
    try {
      return String.join("\n", side.output());
    } catch (IOException e) {
      return e.toString();
    }
  }
}
