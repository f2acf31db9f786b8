package io.spillway.ops.alert.channel;

import static io.spillway.ops.alert.channel.Notifications.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spillway.ops.event.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Channels to programs: Debian's Alertmanager and snmptrapd, a script, a syslog server. */
class ProgramChannelsTest {
  @TempDir private Path directory;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void alertmanagerKnowsWhatLastsAndWhatIsOver() throws Exception {
    int port = freePort();
    Path configuration =
        Files.writeString(
            directory.resolve("alertmanager.yml"),
            "route: {receiver: none}\nreceivers: [{name: none}]\n");
    Process process =
        new ProcessBuilder(
                "/usr/bin/prometheus-alertmanager",
                "--config.file=" + configuration,
                "--storage.path=" + directory.resolve("data"),
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("alertmanager.log").toFile())
            .start();
    try {
      awaitPort(process, port);
      Channel channel = channel("alertmanager http://127.0.0.1:" + port, Map.of());
      Instant began = Instant.now().minusSeconds(60);
      channel.tell(
          Notifications.at(
              Instant.now(),
              Notifications.alert("backend-down", Severity.CRITICAL, began, null),
              Notifications.alert("server-down", Severity.WARNING, began, null)));
      JsonNode alerts = alerts(port);
      assertThat(alerts).hasSize(2);
      JsonNode server = alertOf(alerts, "server-down");
      assertThat(server.get("labels").get("proxy").asString()).isEqualTo("shop");
      assertThat(server.get("labels").get("facility").asString()).isEqualTo("east");
      assertThat(Instant.parse(server.get("startsAt").asString()))
          .isEqualTo(began.truncatedTo(ChronoUnit.MILLIS));
      assertThat(server.get("annotations").get("summary").asString()).contains("is DOWN");
      channel.tell(
          Notifications.at(
              Instant.now(),
              Notifications.alert(
                  "server-down", Severity.WARNING, began, Instant.now().minusSeconds(5))));
      assertThat(alerts(port))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one.get("labels").get("alertname").asString())
                      .isEqualTo("backend-down"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static JsonNode alertOf(JsonNode alerts, String name) {
    for (JsonNode one : alerts) {
      if (one.get("labels").get("alertname").asString().equals(name)) {
        return one;
      }
    }
    throw new AssertionError(alerts.toString());
  }

  private static JsonNode alerts(int port) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts?active=true");
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return new ObjectMapper().readTree(response.body());
    }
  }

  private void awaitPort(Process process, int port) throws IOException {
    while (true) {
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return;
      } catch (IOException e) {
        assertThat(process.isAlive())
            .as(() -> "still runs; install prometheus-alertmanager")
            .isTrue();
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  @Test
  void snmptrapdUnderstandsTheTraps() throws Exception {
    int port;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    Path configuration =
        Files.writeString(
            directory.resolve("snmptrapd.conf"),
            "authCommunity log s3cret\ndisableAuthorization no\n");
    Process process =
        new ProcessBuilder(
                "/usr/sbin/snmptrapd",
                "-f",
                "-Lo",
                "-n",
                "-On",
                "-m",
                "",
                "-C",
                "-c",
                configuration.toString(),
                "-OQ",
                "udp:127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (!line.contains("NET-SNMP version")) {
        line = output.readLine();
      }
      Channel channel =
          channel("snmp 127.0.0.1:" + port + " community-env C", Map.of("C", "s3cret"));
      channel.tell(Notifications.recovered());
      StringBuilder all = new StringBuilder();
      while (!all.toString().contains("7745.1.6")) {
        line = output.readLine();
        assertThat(line).isNotNull();
        all.append(line).append('\n');
      }
      String base = ".1.3.6.1.4.1.8072.9999.9999.7745";
      assertThat(all.toString())
          .contains(base + ".0.2")
          .contains(base + ".1.1 = \"server-down\"")
          .contains(base + ".1.3 = \"shop/s1\"")
          .contains("RECOVERED after 1m 5s")
          .contains(base + ".1.6 = \"lb1\"");
      assertThat(channel.toString()).doesNotContain("s3cret");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Path script(String text) throws IOException {
    Path file = directory.resolve("script");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  @Test
  void aScriptGetsItsEnvironmentAndJsonAndNoShellReadsItsArguments() throws Exception {
    Path result = directory.resolve("result");
    Path script =
        script(
            "#!/bin/sh\nprintf '%s|%s|%s\\n' \"$1\" \"$SPILLWAY_STATUS\" \"$SPILLWAY_TITLE\" > "
                + result
                + "\nenv | cut -d= -f1 | sort | tr '\\n' ' ' >> "
                + result
                + "\ncat >> "
                + result
                + "\n");
    channel("script " + script + " args '$(id);x' two", Map.of()).tell(Notifications.firing());
    List<String> lines = Files.readAllLines(result);
    assertThat(lines.getFirst())
        .isEqualTo("$(id);x|firing|[critical] 1 backend-down, 1 server-down");
    assertThat(lines.get(1)).contains("SPILLWAY_GROUP", "PATH").doesNotContain("HOME");
    assertThat(lines.get(1)).contains("{\"version\":1,\"id\":\"lb1-1-1\"");
  }

  @Test
  void aScriptThatFailsOrHangsHasNotTakenIt() throws Exception {
    Channel failing = channel("script " + script("#!/bin/sh\necho no\nexit 3\n"), Map.of());
    assertThat(failure(failing).getMessage()).endsWith("ended with code 3: no");
    Channel hanging =
        channel("script " + script("#!/bin/sh\nexec sleep 1000\n") + " timeout 200ms", Map.of());
    assertThat(failure(hanging).getMessage()).endsWith("did not end within 200 ms");
  }

  @Test
  void syslogGetsAMessageForEachProblem() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      channel("syslog 127.0.0.1:" + socket.getLocalPort() + " facility local3", Map.of())
          .tell(Notifications.recovered());
      DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
          .matches(
              "<157>1 2026-11-27T10:00:10Z lb1 spillway \\d+ server-down - RECOVERED after 1m 5s:"
                  + " Server shop/s1 .*");
      channel("syslog 127.0.0.1:" + listener.getLocalPort() + " tcp", Map.of())
          .tell(Notifications.firing());
      try (Socket connection = listener.accept()) {
        String all = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int length = Integer.parseInt(all.substring(0, all.indexOf(' ')));
        String first = all.substring(all.indexOf(' ') + 1, all.indexOf(' ') + 1 + length);
        assertThat(first).startsWith("<26>1 ").endsWith("refused>\"");
        assertThat(all.substring(all.indexOf(' ') + 1 + length)).matches("\\d+ <28>1 .*");
      }
    }
  }

  private static ChannelException failure(Channel channel) {
    return catchThrowableOfType(ChannelException.class, () -> channel.tell(Notifications.firing()));
  }
}
