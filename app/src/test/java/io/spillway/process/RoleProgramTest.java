package io.spillway.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running instance takes a role up, and gives it back. */
class RoleProgramTest {
  @TempDir private Path directory;

  @Test
  void aRoleIsAddedToARunningInstanceAndTakenBack() throws Exception {
    Path configuration = Files.createDirectory(directory.resolve("conf.d"));
    int first = FreePorts.one();
    int second = FreePorts.one();
    Files.writeString(
        configuration.resolve("base.cfg"),
        """
        frontend base
          mode http
          timeout client 5s
          bind 127.0.0.1:%d
          http-request return status 204
        """
            .formatted(first));
    String socket = directory.resolve("master.sock").toString();
    try (Launched instance =
        Launched.start(directory, "-W", "-S", socket, "-f", configuration.toString())) {
      instance.awaitPort(first);
      assertThat(
              role(
                  "add",
                  "static-maintenance",
                  "--name",
                  "closed",
                  "-f",
                  configuration.toString(),
                  "--bind",
                  "127.0.0.1:" + second,
                  "--socket",
                  socket))
          .contains("wrote ", "reloaded");
      instance.awaitPort(second);
      assertThat(page(second))
          .contains("503")
          .containsIgnoringCase("Retry-After: 300")
          .contains("back soon");
      assertThat(role("remove", "closed", "-f", configuration.toString(), "--socket", socket))
          .contains("removed ", "reloaded");
      instance.await(() -> !isOpen(second));
      assertThat(isOpen(first)).isTrue();
    }
  }

  private String role(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Launched.launcher().toString(), "role"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static boolean isOpen(int port) {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static String page(int port) throws IOException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
