package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process tells of its sockets and its start, beside HAProxy. */
class StartCommandsProgramTest {
  private static final String WITH_WARNINGS =
      """
      global
        stats socket %1$s level admin
        stats socket ipv4@127.0.0.1:%3$d level user
        stats socket :::%4$d
        stats socket *:%5$d level operator
      defaults
        mode http
        timeout client 5s
      frontend f
        bind 127.0.0.1:%2$d
        http-request deny
        use_backend b if { path /x }
      backend b
        server s 127.0.0.1:1
      """;

  private static final String WITHOUT_WARNINGS =
      """
      global
        stats socket %1$s level admin
      defaults
        mode http
        timeout client 5s
      frontend f
        bind 127.0.0.1:%2$d
        http-request deny
      """;

  @TempDir Path directory;

  private String ask(String commands) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve("s")));
      channel.write(ByteBuffer.wrap((commands + "\n").getBytes(StandardCharsets.UTF_8)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String answers(String program, String text, String option) throws Exception {
    int port = FreePorts.inARow(4);
    Path configuration = directory.resolve("test.cfg");
    Path socket = directory.resolve("s");
    Files.deleteIfExists(socket);
    Files.writeString(configuration, text.formatted(socket, port, port + 1, port + 2, port + 3));
    List<String> command = List.of(program, option, "-f", configuration.toString());
    try (Launched launched = Launched.start(directory, command)) {
      launched.await(() -> Files.exists(socket));
      launched.awaitPort(port);
      String answer =
          ask("show cli sockets;show startup-logs;user;show cli sockets;show startup-logs");
      for (int i = 0; i < 4; i++) {
        answer = answer.replace(String.valueOf(port + i), "PORT" + i);
      }
      return answer
          .replaceAll("(?m)^(\\[\\w+] +)\\(\\d+\\) :", "$1(PID) :")
          .replaceAll("sockpair@\\d+", "sockpair@N")
          .replaceAll("(haproxy|spillway) version is .*", "PROGRAM version is VERSION")
          .replaceAll("(path to executable is ).*", "$1PROGRAM");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-db", "-W"})
  void socketsAndTheMessagesOfTheStartAreToldAsInHaproxy(String option) throws Exception {
    String expected = answers(Launched.haproxy(), WITH_WARNINGS, option);
    assertThat(expected).contains("ipv6@[::]:PORT2 operator all", "missing timeouts");
    assertThat(answers(Launched.launcher().toString(), WITH_WARNINGS, option)).isEqualTo(expected);
  }

  @Test
  void aStartWithoutMessagesIsToldAsInHaproxy() throws Exception {
    assertThat(answers(Launched.launcher().toString(), WITHOUT_WARNINGS, "-db"))
        .isEqualTo(answers(Launched.haproxy(), WITHOUT_WARNINGS, "-db"));
  }
}
