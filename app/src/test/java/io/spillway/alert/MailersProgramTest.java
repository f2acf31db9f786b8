package io.spillway.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's mail about servers, from HAProxy and from Spillway, to the same server. */
class MailersProgramTest {
  private static final String CONFIGURATION =
      """
      global
        stats socket %1$s/%2$s.sock level admin
      mailers m
        mailer one 127.0.0.1:%3$d
        timeout mail 5s
      defaults
        mode tcp
        timeout client 5s
        timeout server 5s
        timeout connect 10s
        timeout check 10s
        email-alert mailers m
        email-alert from lb@example.com
        email-alert to ops@example.com
        email-alert myhostname lb.example.com
        email-alert level %4$s
      frontend f
        bind 127.0.0.1:%5$d
        default_backend b
      backend b
        server s1 127.0.0.1:%6$d check inter 200ms fall 2 rise 2
        server s2 127.0.0.1:%6$d
      """;

  @TempDir private Path directory;

  private void command(String program, String command) throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(directory.resolve(program + ".sock")));
      channel.write(StandardCharsets.UTF_8.encode(command + "\n"));
      Channels.newInputStream(channel).readAllBytes();
    }
  }

  /** Has a server go down and up, and into maintenance and drain; tells the mails about it. */
  private List<List<String>> mails(String program, List<String> start, String level)
      throws Exception {
    int port = FreePorts.inARow(1);
    Files.deleteIfExists(directory.resolve(program + ".sock"));
    ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    try (MailSink sink = new MailSink()) {
      Path file = directory.resolve(program + ".cfg");
      Files.writeString(
          file,
          CONFIGURATION.formatted(
              directory, program, sink.port(), level, port, server.getLocalPort()));
      List<String> words = new ArrayList<>(start);
      words.addAll(List.of("-db", "-f", file.toString()));
      try (Launched process = Launched.start(directory, words)) {
        process.awaitPort(port);
        process.await(() -> Files.exists(directory.resolve(program + ".sock")));
        for (String change : List.of("state maint", "state ready", "state drain", "state ready")) {
          command(program, "set server b/s1 " + change);
          command(program, "set server b/s2 " + change);
        }
        server.close();
        process.await(() -> process.output().contains("Server b/s1 is DOWN"));
        process.await(() -> !sink.conversations.isEmpty());
        server = new ServerSocket(server.getLocalPort(), 50, InetAddress.ofLiteral("127.0.0.1"));
        process.await(() -> process.output().contains("Server b/s1 is UP, reason"));
        server.close();
        process.await(() -> process.output().split("Server b/s1 is DOWN", -1).length > 2);
        int expected = level.equals("notice") ? 5 : 2;
        process.await(() -> sink.conversations.size() >= expected);
        return sink.conversations.stream().map(MailersProgramTest::comparable).toList();
      }
    } finally {
      server.close();
    }
  }

  private static List<String> comparable(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                line.replaceFirst(
                        "Date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d"
                            + " [+-]\\d{4} \\([A-Z0-9+-]+\\)",
                        "Date: DATE")
                    .replaceAll("\\d+ms", "Nms"))
        .toList();
  }

  @Test
  void bothProgramsMailTheSameAboutTheSame() throws Exception {
    for (String level : List.of("notice", "alert")) {
      List<List<String>> haproxy = mails("haproxy", List.of(Launched.haproxy()), level);
      List<List<String>> spillway =
          mails("spillway", List.of(Launched.launcher().toString()), level);
      assertThat(haproxy.getFirst()).contains("HELO lb.example.com", "Date: DATE");
      assertThat(spillway).isEqualTo(haproxy);
    }
  }
}
