package io.spillway.ops.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.proxy.definition.ServerDefinition;
import io.spillway.proxy.server.AgentState;
import io.spillway.proxy.server.AgentTarget;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerPolicy;
import java.net.InetAddress;
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

/** {@code set server … agent…} is answered as HAProxy answers it, for a server with an agent. */
class AgentCommandsTest {
  private static final List<String> COMMANDS =
      List.of(
          "agent",
          "agent foo",
          "agent-addr",
          "agent-addr 1.2.3.4 port",
          "agent-addr 1.2.3.4 port x",
          "agent-addr 1.2.3.4 port 70000",
          "agent-addr 1.2.3.4 other",
          "agent-addr 1.2.3.4:5",
          "agent-addr ::1 port 80",
          "agent-port",
          "agent-port x",
          "agent-port 1x",
          "agent-port -1",
          "agent-port 99",
          "agent-send x",
          "agent down",
          "agent up");

  @TempDir private Path directory;

  @Test
  void agentsAreMovedAndForcedAsHaproxyDoesIt() throws Exception {
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        global
          stats socket %1$s/sock level admin
        defaults
          timeout client 5s
          timeout server 5s
          timeout connect 5s
        frontend f
          bind unix@%1$s/f
        backend b
          server s 127.0.0.1:1 agent-check agent-port 9 agent-inter 1h
        """
            .formatted(directory));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      AgentState agent = agent();
      for (String command : COMMANDS) {
        String theirs = ask("set server b/s " + command);
        List<String> words = List.of(("b/s " + command).split(" "));
        assertThat(AgentCommands.set(agent, words).strip()).as(command).isEqualTo(theirs.strip());
      }
      AgentTarget target = agent.target();
      assertThat(target).isNotNull();
      assertThat(ask("show servers state b")).endsWith(" ::1 99\n\n");
      assertThat(target.port()).isEqualTo(99);
      assertThat(target.question()).isEqualTo("x");
      assertThat(((Endpoint.Inet) target.endpoint()).address())
          .isEqualTo(InetAddress.ofLiteral("::1"));
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  private static AgentState agent() {
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    Endpoint endpoint = new Endpoint.Inet("127.0.0.1", address, 1, Endpoint.Family.IPV4);
    Server server =
        new Server(
            new ServerDefinition("s", 1, endpoint, 0, Settings.EMPTY, SourcePosition.BUILT_IN),
            "b",
            ServerPolicy.DEFAULT,
            1,
            () -> 0);
    server.state().agent().configure(new AgentTarget(null, 9, ""));
    return server.state().agent();
  }

  private String ask(String command) throws Exception {
    Path socket = directory.resolve("sock");
    while (!Files.exists(socket)) {
      Thread.onSpinWait();
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.ISO_8859_1)));
      return new String(
          Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
