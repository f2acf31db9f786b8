package io.spillway.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The program with servers that go down, and a webhook that is told. */
class AlertProgramTest {
  @TempDir private Path directory;
  private WebhookReceiver receiver;
  private ServerSocket first;
  private ServerSocket second;
  private Launched process;
  private int port;

  @BeforeEach
  void configure() throws IOException {
    port = FreePorts.inARow(3);
    receiver = new WebhookReceiver(port);
    first = new ServerSocket(0, 2000, InetAddress.ofLiteral("127.0.0.1"));
    second = new ServerSocket(0, 2000, InetAddress.ofLiteral("127.0.0.1"));
  }

  @AfterEach
  void stop() throws Exception {
    if (process != null) {
      process.close();
    }
    receiver.close();
    first.close();
    second.close();
  }

  private void write(String servers, String alerts) throws IOException {
    Files.writeString(
        directory.resolve("haproxy.cfg"),
        """
        global
          stats socket %s level admin
        defaults
          mode tcp
          timeout client 5s
          timeout server 5s
          timeout connect 10s
          timeout check 10s
        frontend f
          bind 127.0.0.1:%d
          default_backend shop
        backend shop
          default-server inter 100ms fall 2 rise 2
        %s
        """
            .formatted(directory.resolve("sock"), port + 1, servers),
        StandardCharsets.UTF_8);
    Files.writeString(
        directory.resolve("alerts.cfg"),
        """
        alerts
          instance lb1
          state-directory %s
          group-interval 1s
          channel hook webhook %s
        %s
        """
            .formatted(directory.resolve("state"), receiver.url(), alerts),
        StandardCharsets.UTF_8);
  }

  private void start(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-f", directory + "/haproxy.cfg", "-f", directory + "/alerts.cfg"));
    process = Launched.start(directory, arguments.toArray(String[]::new));
    process.awaitPort(port + 1);
  }

  private String spillway(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Launched.launcher().toString(), "alert"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-f", directory + "/haproxy.cfg", "-f", directory + "/alerts.cfg"));
    Process running = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    running.waitFor();
    return said;
  }

  private String servers() {
    return "  server s1 127.0.0.1:%d\n  server s2 127.0.0.1:%d check\n"
        .formatted(first.getLocalPort(), second.getLocalPort());
  }

  private static ServerSocket again(ServerSocket closed) throws IOException {
    return new ServerSocket(closed.getLocalPort(), 2000, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void whatHappensIsToldOnceOverAKilledProcessAndAReceiverThatWasAway() throws Exception {
    write(servers(), "  group-wait 500ms\n");
    assertThat(spillway("test", "hook")).contains("Channel hook has taken the message.");
    assertThat(receiver.messages.removeFirst().get("alerts").get(0).get("kind").asString())
        .isEqualTo("test");
    assertThat(spillway("test", "pager")).contains("there is no channel 'pager'", "hook");

    start();
    second.close();
    process.await(() -> receiver.alerts().contains("server-down shop/s2 firing"));
    assertThat(spillway("list")).contains("warning  for ", "shop/s2 is DOWN", "hook: 0 waiting");
    assertThat(spillway("history", "5"))
        .contains("information process-started process lb1", "warning server-down server shop/s2");

    // The process is killed and started again: it tells that, and nothing that was told before.
    process.signal("KILL");
    process.exitCode();
    start();
    process.await(() -> receiver.alerts().stream().anyMatch(a -> a.startsWith("process-died")));
    process.await(() -> said("history", "50").split("server-down", -1).length > 2);

    // The receiver goes away; the server returns; later the receiver is told when that was.
    receiver.close();
    Instant before = Instant.now();
    second = again(second);
    process.awaitOutput("Alerts: channel hook does not take notifications");
    Instant after = Instant.now();
    receiver.open();
    process.await(() -> receiver.alerts().contains("server-down shop/s2 recovered"));
    JsonNode recovered = receiver.messages.getLast();
    Instant ended = Instant.parse(recovered.get("alerts").get(0).get("ended").asString());
    assertThat(ended).isBetween(before, after);
    assertThat(recovered.get("title").asString()).startsWith("[recovered] RECOVERED after ");
    assertThat(receiver.alerts())
        .hasSize(3)
        .filteredOn(a -> a.equals("server-down shop/s2 firing"))
        .hasSize(1);

    // A silence holds, and everything that happened stands in the history.
    assertThat(spillway("silence", "1h", "proxy", "sh*", "reason", "new", "switches"))
        .contains("Silence 1 of proxy sh* until ");
    second.close();
    process.await(() -> said("list").contains("(not told)"));
    assertThat(said("list")).contains("silence 1 of proxy sh*", "new switches");
    assertThat(spillway("unsilence", "1")).isEmpty();
    process.await(() -> receiver.alerts().size() == 4);
    process.signal("TERM");
    assertThat(process.exitCode()).isEqualTo(143);
    assertThat(Files.readString(directory.resolve("state").resolve("events")))
        .contains("process-died", "server-up", "silenced", "unsilenced", "process-stopped");
  }

  private String said(String... arguments) {
    try {
      return spillway(arguments);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aThousandServersThatGoDownAtOnceAreOneMessage() throws Exception {
    StringBuilder servers =
        new StringBuilder("  server up 127.0.0.1:" + first.getLocalPort() + "\n");
    for (int i = 0; i < 1000; i++) {
      servers.append("  server s").append(i).append(" 127.0.0.1:");
      servers.append(second.getLocalPort()).append(" check\n");
    }
    write(servers.toString(), "  group-wait 10s\n");
    Thread.ofVirtual()
        .start(
            () -> {
              while (!second.isClosed()) {
                try {
                  second.accept().close();
                } catch (IOException e) {
                  return;
                }
              }
            });
    start();
    second.close();
    process.await(() -> !receiver.messages.isEmpty());
    assertThat(receiver.messages)
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.get("alerts")).hasSize(1000);
              assertThat(message.get("title").asString()).isEqualTo("[warning] 1000 server-down");
            });
    assertThat(
            Duration.between(
                Instant.parse(
                    receiver.messages.getFirst().get("alerts").get(0).get("began").asString()),
                Instant.parse(receiver.messages.getFirst().get("time").asString())))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aWorkerThatIsKilledIsReplacedAndThatIsToldOnce() throws Exception {
    write("  server s1 127.0.0.1:%d\n".formatted(first.getLocalPort()), "  group-wait 100ms\n");
    Path configuration = directory.resolve("haproxy.cfg");
    String text = Files.readString(configuration);
    Files.writeString(
        configuration, text.replace("global\n", "global\n  master-worker no-exit-on-failure\n"));
    start("-W");
    process.await(() -> said("history", "9").contains("process-started"));
    ProcessHandle worker = process.process().children().findFirst().orElseThrow();
    assertThat(worker.destroyForcibly()).isTrue();
    process.await(() -> receiver.alerts().contains("process-died lb1 note"));
    assertThat(receiver.messages.getFirst().get("alerts").get(0).get("text").asString())
        .contains("process " + worker.pid() + ", ended without having been told to");
    process.awaitPort(port + 1);
    assertThat(receiver.alerts()).containsExactly("process-died lb1 note");
    List<Path> reports;
    try (Stream<Path> found = Files.list(directory.resolve("state/crashes"))) {
      reports = found.toList();
    }
    assertThat(reports).hasSize(1);
    assertThat(Files.readString(reports.getFirst()))
        .contains(
            "worker " + worker.pid(),
            "with code 137 (Killed)",
            "heap ",
            "process-started process lb1: ",
            "The virtual machine could not report its threads and its heap.");
    assertThat(process.output()).contains("What is known of it is in " + reports.getFirst());
  }

  @Test
  void alertsWorkForAnotherUserInAnotherRootAndSoTheyDoAfterARestart() throws Exception {
    Path root = Files.createDirectory(directory.resolve("root"));
    write(servers(), "  group-wait 100ms\n");
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace(
                "global\n", "global\n  user nobody\n  group nogroup\n  chroot " + root + "\n"));
    Path alerts = directory.resolve("alerts.cfg");
    Files.writeString(
        alerts,
        Files.readString(alerts)
            .replace("state-directory " + directory.resolve("state"), "state-directory /var/a"));
    for (int run = 0; run < 2; run++) {
      start();
      process.await(() -> said("history", "99").contains("process-started"));
      process.signal("TERM");
      assertThat(process.exitCode()).isEqualTo(143);
    }
    assertThat(Files.readString(root.resolve("var/a/events")).split("process-stopped", -1))
        .hasSize(3);
    assertThat(Files.getOwner(root.resolve("var/a/state")).getName()).isEqualTo("nobody");
    start();
    second.close();
    process.await(() -> receiver.alerts().contains("server-down shop/s2 firing"));
    assertThat(process.output()).doesNotContain("cannot be kept");
  }

  @Test
  void aReloadNeitherRepeatsNorForgets() throws Exception {
    write(servers(), "  group-wait 300ms\n");
    start("-W");
    second.close();
    process.await(() -> receiver.alerts().contains("server-down shop/s2 firing"));
    process.signal("USR2");
    process.await(() -> process.output().split("Loading success", -1).length > 2);
    second = again(second);
    process.await(() -> receiver.alerts().contains("server-down shop/s2 recovered"));
    assertThat(receiver.alerts())
        .containsExactly("server-down shop/s2 firing", "server-down shop/s2 recovered");

    // One that is refused is told, and so is the next that is not.
    Path configuration = directory.resolve("haproxy.cfg");
    String text = Files.readString(configuration);
    Files.writeString(configuration, text + "  nonsense\n");
    process.signal("USR2");
    process.await(() -> receiver.alerts().contains("configuration-refused lb1 firing"));
    Files.writeString(configuration, text);
    process.signal("USR2");
    process.await(() -> receiver.alerts().contains("configuration-refused lb1 recovered"));
    assertThat(Files.readString(directory.resolve("state").resolve("events")))
        .contains("information configuration-reloaded process lb1: ");
    assertThat(Files.readString(directory.resolve("state").resolve("events")))
        .doesNotContain("process-died");
  }

  @Test
  void aCertificateThatExpiresSoonAndAProcessThatIsFullAreToldUntilThatIsOver() throws Exception {
    write("  server s1 127.0.0.1:%d\n".formatted(first.getLocalPort()), "  group-wait 100ms\n");
    Path certificate = certificate("soon.pem", 5);
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("global\n", "global\n  maxconn 2\n")
            .replace("timeout client 5s", "timeout client 1h")
            .replace("timeout server 5s", "timeout server 1h")
            .replace(
                "frontend f\n",
                "frontend f\n  bind 127.0.0.1:" + (port + 2) + " ssl crt " + certificate + "\n"));
    start();
    process.await(
        () -> receiver.alerts().contains("certificate-expiring " + certificate + " firing"));
    Files.copy(certificate("later.pem", 90), certificate, StandardCopyOption.REPLACE_EXISTING);
    commands("set ssl cert " + certificate + " <<\n" + Files.readString(certificate) + "\n");
    commands("commit ssl cert " + certificate + "\n");
    process.await(
        () -> receiver.alerts().contains("certificate-expiring " + certificate + " recovered"));

    try (Socket one = new Socket("127.0.0.1", port + 1);
        Socket two = new Socket("127.0.0.1", port + 1)) {
      assertThat(one.isConnected() && two.isConnected()).isTrue();
      process.await(() -> receiver.alerts().contains("maxconn-reached lb1 firing"));
    }
    first.close(); // Which ends what waits there to be accepted.
    process.await(() -> receiver.alerts().contains("maxconn-reached lb1 recovered"));
  }

  private Path certificate(String name, int days) throws Exception {
    Path file = directory.resolve(name);
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "" + days,
                    "-subj",
                    "/CN=www.example.com",
                    "-keyout",
                    "-",
                    "-out",
                    "-"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(file.toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    return file;
  }

  private void commands(String text) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("sock")));
      channel.write(StandardCharsets.UTF_8.encode(text));
      Channels.newInputStream(channel).readAllBytes();
    }
  }
}
