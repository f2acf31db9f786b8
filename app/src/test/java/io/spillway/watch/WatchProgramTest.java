package io.spillway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.alert.WebhookReceiver;
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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway watch} beside Debian's HAProxy. */
class WatchProgramTest {
  @TempDir private Path directory;
  private WebhookReceiver receiver;
  private ServerSocket first;
  private ServerSocket second;
  private Launched haproxy;
  private Launched watch;
  private int port;

  @BeforeEach
  void configure() throws IOException {
    port = FreePorts.inARow(8);
    receiver = new WebhookReceiver(port);
    first = new ServerSocket(0, 2000, InetAddress.ofLiteral("127.0.0.1"));
    second = new ServerSocket(0, 2000, InetAddress.ofLiteral("127.0.0.1"));
    Files.writeString(
        directory.resolve("haproxy.cfg"),
        """
        global
          maxconn 10
          stats socket %s level admin
          stats socket 127.0.0.1:%d level admin
        defaults
          mode tcp
          timeout client 1h
          timeout server 1h
          timeout connect 10s
          timeout check 10s
        frontend f
          bind 127.0.0.1:%d
          default_backend shop
        backend shop
          default-server inter 1s fall 2 rise 1
          server s1 127.0.0.1:%d check
          server s2 127.0.0.1:%d check
        """
            .formatted(
                directory.resolve("haproxy.sock"),
                port + 2,
                port + 1,
                first.getLocalPort(),
                second.getLocalPort()));
  }

  @AfterEach
  void stop() throws Exception {
    if (watch != null) {
      watch.close();
    }
    if (haproxy != null) {
      haproxy.close();
    }
    receiver.close();
    first.close();
    second.close();
  }

  private void startHaproxy() throws IOException {
    haproxy =
        Launched.start(
            directory,
            List.of(
                Launched.haproxy(),
                "-db",
                "-f",
                "haproxy.cfg",
                "-p",
                directory.resolve("haproxy.pid").toString()));
    haproxy.awaitPort(port + 1);
    // In the foreground HAProxy writes no file of its process id.
    Files.writeString(directory.resolve("haproxy.pid"), haproxy.process().pid() + "\n");
  }

  private void watch(String lines) throws IOException {
    Files.writeString(
        directory.resolve("watch.cfg"),
        """
        global
          stats socket %s level admin
        %s
        alerts
          instance lb1
          state-directory %s
          group-wait 100ms
          group-interval 100ms
          channel hook webhook %s
        """
            .formatted(
                directory.resolve("watch.sock"),
                lines,
                directory.resolve("state"),
                receiver.url()));
    watch = Launched.start(directory, "watch", "watch.cfg");
  }

  private String ask(String socket, String command) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve(socket)));
      channel.write(StandardCharsets.UTF_8.encode(command + "\n"));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** The kinds and subjects of the events of these kinds, in their order. */
  private List<String> happened(String... kinds) throws IOException {
    return Files.readAllLines(directory.resolve("state/events")).stream()
        .map(line -> line.split(": ")[0].split(" ", 3)[2])
        .filter(event -> List.of(kinds).contains(event.split(" ")[0]))
        .toList();
  }

  private int uptime() {
    return ask("haproxy.sock", "show info")
        .lines()
        .filter(line -> line.startsWith("Uptime_sec: "))
        .mapToInt(line -> Integer.parseInt(line.substring("Uptime_sec: ".length())))
        .findFirst()
        .orElse(0);
  }

  private void awaitUp() {
    watch.await(() -> ask("watch.sock", "show process").startsWith("edge: up"));
  }

  private void awaitTold(String alert) {
    watch.await(() -> receiver.alerts().contains(alert));
  }

  private String local(String more) {
    return """
    process edge
      socket %1$s/haproxy.sock
      pid-file %1$s/haproxy.pid
      bind 127.0.0.1:%2$d
      inter 200ms timeout 10s fall 2 rise 1
    """
            .formatted(directory, port + 1)
        + more;
  }

  @Test
  void aServerThatGoesDownAndAWholeBackendAreToldAsThoseOfSpillwayItself() throws Exception {
    startHaproxy();
    watch(local(""));
    awaitUp();
    second.close();
    awaitTold("server-down edge:shop/s2 firing");
    first.close();
    awaitTold("backend-down edge:shop firing");
    first = again(first);
    awaitTold("backend-down edge:shop recovered");
    second = again(second);
    awaitTold("server-down edge:shop/s2 recovered");
    assertThat(happened("server-down", "server-up"))
        .filteredOn(event -> event.contains("/s2"))
        .containsExactly("server-down server edge:shop/s2", "server-up server edge:shop/s2");
    assertThat(ask("watch.sock", "show process"))
        .contains("edge: up (process " + haproxy.process().pid() + ")", "2 servers");
  }

  private static ServerSocket again(ServerSocket closed) throws IOException {
    return new ServerSocket(closed.getLocalPort(), 2000, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void oneThatHangsAndOneThatIsKilledAreToldOnceEachAndSoIsTheirReturn() throws Exception {
    startHaproxy();
    watch(local(""));
    awaitUp();
    haproxy.signal("STOP");
    awaitTold("process-down edge firing");
    assertThat(receiver.messages.getLast().get("alerts").get(0).get("text").asString())
        .isEqualTo(
            "process edge is down: process " + haproxy.process().pid() + " is stopped by a signal");
    haproxy.signal("CONT");
    awaitTold("process-down edge recovered");

    haproxy.signal("KILL");
    haproxy.exitCode();
    watch.await(() -> receiver.alerts().size() == 3);
    startHaproxy();
    watch.await(() -> receiver.alerts().size() == 4);
    assertThat(receiver.alerts())
        .containsExactly(
            "process-down edge firing",
            "process-down edge recovered",
            "process-down edge firing",
            "process-down edge recovered");
    assertThat(Files.readString(directory.resolve("state/events")))
        .contains("information process-replaced watched edge: ");
  }

  @Test
  void oneThatHangsIsFoundOverItsSocketAlone() throws Exception {
    startHaproxy();
    watch(
        "process edge\n  socket 127.0.0.1:"
            + (port + 2)
            + "\n  inter 200ms timeout 500ms rise 1\n");
    awaitUp();
    haproxy.signal("STOP");
    awaitTold("process-down edge firing");
    assertThat(receiver.messages.getLast().get("alerts").get(0).get("text").asString())
        .endsWith(" does not answer within 500 ms");
    haproxy.signal("CONT");
    awaitTold("process-down edge recovered");
  }

  @Test
  void aChangedConfigurationThatIsNotLoadedAndALimitThatIsPassedAreToldOnceEach() throws Exception {
    startHaproxy();
    // Without 'bind': each of its connections would last as long as those to the servers do.
    watch(
        local(
                "  config-file haproxy.cfg\n  reload-within 1s\n  limit connections 50%\n"
                    + "  limit descriptors 90%\n  limit memory 100%\n  limit cpu 10000%\n")
            .replaceFirst("  bind .*\n", ""));
    awaitUp();
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(new Socket("127.0.0.1", port + 1));
    }
    awaitTold("connections-high edge firing");
    assertThat(ask("watch.sock", "show process"))
        .contains(" of 10 connections (above the limit)", "descriptors", "memory");
    for (Socket client : clients) {
      client.close();
    }
    // The servers hold the other half of each connection open, and keep it as long as they do.
    first.close();
    second.close();
    first = again(first);
    second = again(second);
    awaitTold("connections-high edge recovered");

    // What is written within two seconds of a start may be older than it, as far as anybody tells.
    watch.await(() -> uptime() > 4);
    Files.writeString(directory.resolve("haproxy.cfg"), "# changed\n", StandardOpenOption.APPEND);
    awaitTold("configuration-not-loaded edge firing");
    assertThat(ask("watch.sock", "show process")).contains("has changed since");
    haproxy.close();
    startHaproxy();
    awaitTold("configuration-not-loaded edge recovered");
    assertThat(happened("connections-high", "connections-normal"))
        .containsExactly("connections-high watched edge", "connections-normal watched edge");
    assertThat(happened("configuration-not-loaded", "configuration-loaded"))
        .containsExactly(
            "configuration-not-loaded watched edge", "configuration-loaded watched edge");
  }

  @Test
  void aUnitIsAskedOfSystemdAndAPageWithAPassword() throws Exception {
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        listen stats
          mode http
          bind 127.0.0.1:%d
          stats enable
          stats uri /stats
          stats auth admin:secret
        """
            .formatted(port + 3),
        StandardOpenOption.APPEND);
    startHaproxy();
    Path programs = Files.createDirectory(directory.resolve("bin"));
    Path unit = directory.resolve("unit");
    Files.writeString(
        unit, "LoadState=loaded\nActiveState=active\nMainPID=" + haproxy.process().pid() + "\n");
    Path systemctl = programs.resolve("systemctl");
    Files.writeString(systemctl, "#!/bin/sh\n[ \"$4\" = haproxy.service ] && cat " + unit + "\n");
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("password"), "secret\n");
    Files.writeString(
        directory.resolve("watch.cfg"),
        """
        global
          stats socket %1$s/watch.sock level admin
        process edge
          unit haproxy.service
          stats-page http://127.0.0.1:%2$d/stats user admin password-file %1$s/password
          inter 200ms timeout 10s fall 2 rise 1
        """
            .formatted(directory, port + 3));
    watch =
        Launched.start(
            directory,
            List.of(
                "env",
                "PATH=" + programs + ":" + System.getenv("PATH"),
                Launched.launcher().toString(),
                "watch",
                "watch.cfg"));
    awaitUp();
    second.close();
    watch.awaitOutput("Processes: Server shop/s2 of edge is DOWN");
    Files.writeString(unit, "LoadState=loaded\nActiveState=failed\nSubState=failed\nMainPID=0\n");
    watch.awaitOutput("process edge is down: unit haproxy.service is failed (failed)");
  }

  @Test
  void aNameFollowsTheStateOfTheProcessInEachFacility() throws Exception {
    Files.writeString(directory.resolve("secret"), "a secret of more than sixteen characters\n");
    startHaproxy();
    watch(
        """
        process edge
          in-facility east
          socket 127.0.0.1:%1$d
          inter 200ms timeout 10s fall 2 rise 1
        facility east
          network 10.0.1.0/24
          public 192.0.2.1
        facility west
          network 10.0.2.0/24
          public 192.0.2.2
        witness w1 127.0.0.1:%2$d
        coordination
          secret-file %3$s/secret
          state-file %3$s/w1.state
          history-file %3$s/w1.history
        dns-failover www.example.com
          order east west
          check process edge backend shop
          inter 200ms timeout 200ms fall 2 rise 2
          failback immediately
        dns-server
          bind 127.0.0.1:%4$d only w1
        dns-zone example.com
          ns ns1.example.com 127.0.0.1
        """
            .formatted(port + 2, port + 4, directory, port + 5));
    watch.await(() -> answer().equals("192.0.2.1"));
    first.close();
    second.close();
    watch.await(() -> answer().equals("192.0.2.2"));
    assertThat(ask("watch.sock", "show facility"))
        .contains("process edge: backend shop has no server available");
    first = again(first);
    watch.await(() -> answer().equals("192.0.2.1"));
    haproxy.close();
    watch.await(() -> answer().equals("192.0.2.2"));
  }

  private String answer() {
    try {
      Process dig =
          new ProcessBuilder(
                  "dig", "+short", "@127.0.0.1", "-p", "" + (port + 5), "www.example.com", "A")
              .start();
      return new String(dig.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void proxiesAreRefusedAndSoIsAFileWithNothingToWatch() throws Exception {
    watch = Launched.start(directory, "watch", "haproxy.cfg");
    assertThat(watch.exitCode()).isEqualTo(1);
    assertThat(watch.output()).contains("'spillway watch' carries no traffic, and proxy 'f'");
    Files.writeString(directory.resolve("empty.cfg"), "global\n");
    watch = Launched.start(directory, "watch", "empty.cfg");
    assertThat(watch.exitCode()).isEqualTo(1);
    assertThat(watch.output()).contains("there is nothing to watch");
  }
}
