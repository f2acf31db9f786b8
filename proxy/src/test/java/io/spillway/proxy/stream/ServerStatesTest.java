package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.Endpoint;
import io.spillway.proxy.Backend;
import io.spillway.proxy.server.AdminState;
import io.spillway.proxy.server.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers' states that are read from a file at the start, beside haproxy with the same file. */
class ServerStatesTest {
  private static final String CONFIGURATION =
      """
      global
        %s
        server-state-base DIR
        server-state-file state
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
        load-server-state-from-file global
      backend b
        server s1 127.0.0.1:8001 weight 10
        server s2 127.0.0.1:8002 weight 10
        server s3 127.0.0.1:8003 disabled
        server s4 127.0.0.1:8004 weight 10
        server s5 127.0.0.1:8005 weight 10
        server s6 127.0.0.1:8006
      backend own
        load-server-state-from-file local
        server-state-file-name
        server s1 127.0.0.1:8001
      backend not
        load-server-state-from-file none
        server s1 127.0.0.1:8001
      frontend f
        bind 127.0.0.1:%s
        default_backend b
      """;
  private static final String HEADER = "1\n# be_id be_name srv_id srv_name and so on\n";

  /** Ages are compared in steps of ten seconds, and lie in the middle of one. */
  private static final int MIDDLE_SECONDS = 5;

  @TempDir Path directory;

  private static String row(
      String backend, String server, int operational, int admin, int weight, int initial, int age) {
    return "2 %s 1 %s 127.0.0.1 %d %d %d %d %d 1 0 2 0 0 0 0 - 0 - 0 0 - - 0\n"
        .formatted(backend, server, operational, admin, weight, initial, age + MIDDLE_SECONDS);
  }

  @Test
  void serversTakeOverWhatHaproxysServersTakeOver() throws Exception {
    assertSame(
        HEADER
            + row("b", "s1", 2, 0, 5, 10, 100)
            + row("b", "s2", 0, 0, 10, 11, 200)
            + row("b", "s3", 2, 0, 1, 1, 300)
            + row("b", "s4", 2, 8, 5, 11, 400)
            + row("b", "s5", 2, 1, 10, 10, 500)
            + row("b", "s6", 2, 5, 1, 1, 600)
            + row("not", "s1", 0, 1, 1, 1, 700)
            + row("gone", "s1", 0, 1, 1, 1, 700)
            + row("b", "gone", 0, 1, 1, 1, 700));
  }

  @Test
  void serversAreFoundByNameWhateverTheirIds() throws Exception {
    assertSame(
        HEADER
            + row("b", "s2", 2, 0, 5, 10, 100)
            + row("b", "other", 2, 0, 4, 10, 100).replace(" 0 - 0 - ", " 1 - 0 - "));
  }

  @Test
  void anotherPortIsTakenOver() throws Exception {
    assertSame(
        HEADER + row("b", "s1", 2, 0, 10, 10, 100).replace("- 0 - 0 0 - - 0", "- 81 - 0 0 - - 0"));
  }

  @Test
  void rowsThatSayNothingSensibleAreToldAbout() throws Exception {
    assertSame(
        HEADER
            + row("b", "s1", 9, 0, 5, 10, 100)
            + row("b", "s2", 2, 9, 10, 10, 200)
            + row("b", "s4", 2, 0, 300, 10, 400)
            + row("b", "s5", 0, 0, 5, 10, 500));
  }

  @Test
  void filesThatAreNoneAreToldAbout() throws Exception {
    assertSame("");
    assertSame("x");
    assertSame("2\n");
    assertSame(HEADER + row("b", "s1", 0, 1, 1, 10, 1) + "2 b 1 s2 127.0.0.1\n");
  }

  @Test
  void aLocalFileIsForItsBackendAlone() throws Exception {
    Files.writeString(
        directory.resolve("own"),
        HEADER
            + row("own", "s1", 0, 0, 1, 1, 50).replaceFirst("^2", "3")
            + row("gone", "s1", 0, 0, 1, 1, 50).replaceFirst("^2", "3")
            + row("own", "s1", 0, 0, 1, 1, 50)
            + row("own", "missing", 0, 0, 1, 1, 50)
            + row("b", "s1", 0, 0, 1, 10, 50));
    assertSame(HEADER + row("own", "s1", 2, 1, 1, 1, 60));
  }

  @Test
  void aHugeFileDoesNotPreventTheStart() throws Exception {
    Path file = directory.resolve("state");
    try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
      huge.setLength(1L << 40);
    }
    List<String> ours = ours();
    assertThat(ours)
        .contains("config: the global server state file 'DIR/state' has more than 16777216 bytes.");
  }

  private void assertSame(String state) throws Exception {
    Files.writeString(directory.resolve("state"), state);
    assertThat(ours()).containsExactlyInAnyOrderElementsOf(haproxys());
  }

  private String configuration(String global, Object port) {
    return CONFIGURATION.formatted(global, port).replace("DIR", directory.toString());
  }

  /** A line for each server, and the warnings of the start. */
  private List<String> ours() throws Exception {
    try (RunningProxy proxy = RunningProxy.of(configuration("nbthread 1", "@port@"))) {
      List<String> lines = new ArrayList<>();
      for (Backend backend : proxy.runtime().backends().values()) {
        for (Server server : backend.servers()) {
          long age = System.nanoTime() / 1_000_000 - server.state().lastChangeMillis();
          lines.add(
              line(
                  server.path(),
                  server.state().operational().ordinal(),
                  server.state().isInMaintenance() ? 1 : server.state().admin() & AdminState.DRAIN,
                  server.weight(),
                  age / 10_000,
                  ((Endpoint.Inet) server.endpoint()).port()));
        }
      }
      proxy.notices.stream()
          .filter(ServerStatesTest::isAboutTheFile)
          .forEach(notice -> lines.add(said(notice)));
      return lines;
    }
  }

  private static String line(
      String path, int operational, int admin, int weight, long age, int port) {
    return path
        + " "
        + operational
        + " "
        + admin
        + " weight "
        + weight
        + ", "
        + age
        + "0s, "
        + port;
  }

  /** What each server's change is called differs in words; the states themselves are compared. */
  private static boolean isAboutTheFile(String warning) {
    return !warning.startsWith("Server ") && !warning.startsWith("backend ");
  }

  private String said(String warning) {
    return warning
        .replace(directory.toString(), "DIR")
        .replaceAll("directory\\.$", "directory")
        // HAProxy counts from the line after the version.
        .replaceAll("at line \\d+", "at line N");
  }

  private List<String> haproxys() throws Exception {
    Path file = directory.resolve("haproxy.cfg");
    Path socket = directory.resolve("haproxy.sock");
    Files.writeString(
        file, configuration("stats socket " + socket + " level admin", RunningProxy.freePort()));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(haproxy.getInputStream(), StandardCharsets.ISO_8859_1))) {
      String answer = answer(haproxy, socket);
      for (String row : answer.lines().skip(2).filter(row -> !row.isBlank()).toList()) {
        String[] fields = row.split(" ", -1);
        int admin = Integer.parseInt(fields[6]);
        int port = Integer.parseInt(fields[18]);
        lines.add(
            line(
                fields[1] + "/" + fields[3],
                Integer.parseInt(fields[5]),
                (admin & 1) != 0 ? 1 : admin & AdminState.DRAIN,
                Integer.parseInt(fields[7]),
                Integer.parseInt(fields[9]) / 10,
                port == 0 ? 8000 + Integer.parseInt(fields[3].substring(1)) : port));
      }
      haproxy.toHandle().destroy(); // leaves the output readable
      out.lines()
          .filter(warning -> warning.startsWith("[WARNING]"))
          .filter(warning -> warning.contains(" : config : "))
          .map(warning -> warning.replaceFirst(".*? : config : ", ""))
          .filter(ServerStatesTest::isAboutTheFile)
          .forEach(warning -> lines.add(said(warning)));
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
    return lines;
  }

  private static String answer(Process haproxy, Path socket) {
    while (haproxy.isAlive()) {
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        channel.write(
            ByteBuffer.wrap("show servers state\n".getBytes(StandardCharsets.ISO_8859_1)));
        return new String(
            Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
    throw new IllegalStateException("haproxy did not start");
  }
}
