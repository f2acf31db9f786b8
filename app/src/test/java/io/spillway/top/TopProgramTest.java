package io.spillway.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway top} in a terminal, over the socket of Debian's HAProxy. */
class TopProgramTest {
  @TempDir private Path directory;
  private Launched haproxy;

  @BeforeEach
  void start() throws IOException {
    int port = FreePorts.inARow(2);
    Files.writeString(
        directory.resolve("haproxy.cfg"),
        """
        global
          stats socket %s/sock level admin
        defaults
          mode http
          timeout client 5s
          timeout server 5s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%d
          default_backend shop
        backend shop
          server s1 127.0.0.1:%d weight 10
          server s2 127.0.0.1:%d weight 20
        """
            .formatted(directory, port, port + 1, port + 1));
    haproxy = Launched.start(directory, List.of(Launched.haproxy(), "-db", "-f", "haproxy.cfg"));
    haproxy.awaitPort(port);
  }

  @AfterEach
  void stop() throws Exception {
    tmux("kill-server");
    haproxy.close();
  }

  private String tmux(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-f", "/dev/null", "-S", directory + "/tmux"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String screen() {
    try {
      return tmux("capture-pane", "-p");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String server(String name) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("sock")));
      channel.write(StandardCharsets.UTF_8.encode("show stat\n"));
      String csv =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      return csv.lines().filter(l -> l.startsWith("shop," + name + ",")).findFirst().orElse("");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void keysDrainDisableEnableAndWeighTheChosenServer() throws Exception {
    tmux(
        "new-session",
        "-d",
        "-x",
        "140",
        "-y",
        "24",
        Launched.launcher() + " top --socket " + directory.resolve("sock") + " --delay 200ms");
    haproxy.await(() -> screen().contains("shop/s2"));
    assertThat(screen())
        .contains(
            "HAProxy 2.", "web/FRONTEND", "OPEN", "shop/BACKEND", "connections ", TopView.KEYS);
    tmux("send-keys", "d");
    haproxy.await(() -> screen().contains("Choose a server first"));

    tmux("send-keys", "Down", "Down");
    tmux("send-keys", "d");
    haproxy.await(() -> server("s2").contains(",DRAIN,"));
    haproxy.await(() -> screen().contains("set server shop/s2 state drain: done"));
    tmux("send-keys", "x");
    haproxy.await(() -> server("s2").contains(",MAINT,"));
    tmux("send-keys", "e");
    haproxy.await(() -> server("s2").contains(",no check,"));
    assertThat(server("s1")).contains(",no check,");
    tmux("send-keys", "Up", "w", "7", "9", "BSpace", "Enter");
    haproxy.await(() -> server("s1").contains(",no check,7,"));

    tmux("send-keys", "a");
    haproxy.await(() -> !screen().contains("web/FRONTEND") && screen().contains("shop/s1"));
    tmux("resize-window", "-x", "60", "-y", "8");
    haproxy.await(() -> screen().contains("shop/s1") && screen().lines().count() <= 8);
    tmux("send-keys", "q");
    haproxy.await(() -> tmuxHasEnded());
  }

  private boolean tmuxHasEnded() {
    try {
      return tmux("list-sessions").contains("no server");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theViewIsPrintedOnceWhereThereIsNoTerminal() throws Exception {
    Launched top = Launched.start(directory, "top", "--socket", directory + "/sock");
    assertThat(top.exitCode()).isZero();
    assertThat(top.output())
        .contains("HAProxy 2.", "NAME", "web/FRONTEND", "shop/s1", "shop/BACKEND")
        .doesNotContain("\u001b");
    Launched wrong = Launched.start(directory, "top", "--socket", directory + "/nothing");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.output()).contains("cannot ask the process at ");
  }
}
