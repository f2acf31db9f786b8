package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long processes live on that are to end, and how many descriptors they take. */
class StoppingProgramTest {
  @TempDir Path directory;

  private Path configure(int port, String global) throws IOException {
    return Files.writeString(
        directory.resolve("test.cfg"),
        """
        global
          stats socket %s
          %s
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%d
          http-request return status 200 content-type text/plain string ok
        """
            .formatted(directory.resolve("api"), global, port));
  }

  private String info() throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("api")))) {
      channel.write(ByteBuffer.wrap("show info\n".getBytes(StandardCharsets.US_ASCII)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(8192);
      while (channel.read(buffer) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return answer.toString(StandardCharsets.US_ASCII);
    }
  }

  private boolean isStopping() {
    try {
      return info().contains("\nStopping: 1\n");
    } catch (IOException e) {
      return false;
    }
  }

  private static String get(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"haproxy", "spillway"})
  void everythingGoesOnForAWhileBeforeASoftStop(String which) throws Exception {
    int port = FreePorts.inARow(1);
    String program = which.equals("haproxy") ? Launched.haproxy() : Launched.launcher().toString();
    Path file = configure(port, "grace 3s");
    try (Launched process =
        Launched.start(directory, List.of(program, "-db", "-f", file.toString()))) {
      process.awaitPort(port);
      process.signal("USR1");
      process.await(this::isStopping);
      assertThat(get(port)).endsWith("ok");
      assertThat(process.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"haproxy", "spillway"})
  void aBoundOfDescriptorsBoundsConnectionsToo(String which) throws Exception {
    int port = FreePorts.inARow(1);
    String program = which.equals("haproxy") ? Launched.haproxy() : Launched.launcher().toString();
    Path file = configure(port, "fd-hard-limit 1000");
    try (Launched process =
        Launched.start(directory, List.of(program, "-db", "-f", file.toString()))) {
      process.awaitPort(port);
      // The port may be bound before the socket of the runtime API is.
      process.await(() -> Files.exists(directory.resolve("api")));
      String info = info();
      assertThat(info).contains("\nUlimit-n: 1000\n");
      int connections = Integer.parseInt(info.replaceAll("(?s).*\nMaxconn: (\\d+)\n.*", "$1"));
      assertThat(connections).isBetween(400, 500);
    }
  }

  @Test
  void aWorkerThatHasSeenTooManyReloadsIsEnded() throws Exception {
    int port = FreePorts.inARow(1);
    Path file = configure(port, "mworker-max-reloads 1");
    try (Launched master =
        Launched.start(
            directory, List.of(Launched.launcher().toString(), "-W", "-f", file.toString()))) {
      master.awaitOutput("Loading success.");
      String first = master.output().replaceAll("(?s).*New worker \\((\\d+)\\) forked.*", "$1");
      try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        master.signal("USR2");
        master.await(() -> master.output().split("Loading success").length == 3);
        assertThat(master.output()).doesNotContain("Former worker (" + first + ") exited");
        master.signal("USR2");
        master.awaitOutput("Worker (" + first + ") has seen more than 1 reloads");
        master.awaitOutput("Former worker (" + first + ") exited with code 143");
      }
    }
  }
}
