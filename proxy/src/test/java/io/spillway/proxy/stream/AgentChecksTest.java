package io.spillway.proxy.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.server.AgentState;
import io.spillway.proxy.server.CheckResult;
import io.spillway.proxy.server.Server;
import io.spillway.proxy.server.ServerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents say the same to both, and both make the same of it and tell it in the same words. */
class AgentChecksTest {
  /** An agent that gives one answer after the other, and the last one again and again. */
  private static final class Agent implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> answers;
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final boolean waitsForQuestion;

    Agent(List<String> answers, boolean waitsForQuestion) throws IOException {
      this.answers = answers;
      this.waitsForQuestion = waitsForQuestion;
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!listener.isClosed()) {
        try (Socket socket = listener.accept()) {
          String question = "";
          if (waitsForQuestion) {
            byte[] bytes = new byte[100];
            question = new String(bytes, 0, socket.getInputStream().read(bytes), ISO_8859_1);
          }
          int turn = Math.min(questions.size(), answers.size() - 1);
          questions.add(question);
          socket.getOutputStream().write(answers.get(turn).getBytes(ISO_8859_1));
          socket.shutdownOutput();
          while (socket.getInputStream().read() >= 0) {
            Thread.onSpinWait();
          }
        } catch (IOException e) {
          // cut off, or closed
        }
      }
    }

    int port() {
      return listener.getLocalPort();
    }

    /** Waits until the last answer was understood: another one was asked for. */
    void awaitLastAnswer() {
      while (questions.size() <= answers.size()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private static String configuration(Agent agent, int port, String words) {
    return """
        defaults
          timeout client 10s
          timeout server 10s
          timeout connect 5s
          timeout check 10s
        backend b
          log-options
          option log-health-checks
          server s 127.0.0.1:%d weight 10 maxconn 50 agent-check agent-port %d agent-inter 100ms %s
        """
        .formatted(port, agent.port(), words);
  }

  /** What is told of the server, and the lines of the log. */
  private record Told(List<String> columns, List<String> lines) {}

  private static Told theirs(List<String> answers, int port, String words) throws Exception {
    try (Agent agent = new Agent(answers, words.contains("agent-send"))) {
      String text =
          configuration(agent, port, words).replace("log-options", "log global")
              + "frontend f\n  bind unix@DIR/f\n";
      try (HaproxyProcess haproxy = new HaproxyProcess(HaproxyProcess.directory(), text)) {
        agent.awaitLastAnswer();
        String stat = haproxy.command("show stat");
        while (stat.contains(",* ")) { // it is asked again, and what it said is not shown
          stat = haproxy.command("show stat");
        }
        String[] lines = stat.split("\n");
        List<String> names = List.of(lines[0].substring(2).split(","));
        for (String line : lines) {
          if (line.startsWith("b,s,")) {
            String[] values = line.split(",", -1);
            List<String> columns = new ArrayList<>();
            for (String name :
                List.of(
                    "status",
                    "weight",
                    "slim",
                    "agent_status",
                    "agent_desc",
                    "last_agt",
                    "agent_health")) {
              columns.add(name + " " + values[names.indexOf(name)]);
            }
            List<String> told = new ArrayList<>(haproxy.output());
            told.removeIf(line2 -> line2.startsWith("["));
            return new Told(columns, withoutDuration(told));
          }
        }
        throw new IllegalStateException("no server");
      }
    }
  }

  private static Told ours(List<String> answers, int port, String words) throws Exception {
    try (Agent agent = new Agent(answers, words.contains("agent-send"));
        RunningProxy proxy =
            RunningProxy.of(
                "global\n"
                    + configuration(agent, port, words).replace("log-options", "log @log@")
                    + "frontend f\n  bind 127.0.0.1:@port@\n")) {
      agent.awaitLastAnswer();
      Server server = proxy.backend("b").servers().getFirst();
      ServerState state = server.state();
      AgentState said = state.agent();
      CheckResult last = said.last();
      return new Told(
          List.of(
              "status " + state.status(),
              "weight " + server.weight(),
              "slim " + server.limits().maximum(),
              "agent_status " + last.status().word(),
              "agent_desc " + last.status().description(),
              "last_agt " + last.info(),
              "agent_health " + (said.isUp() ? 1 : 0)),
          withoutDuration(proxy.notices));
    }
  }

  private static List<String> withoutDuration(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll("duration: \\d+ms", "duration")).toList();
  }

  private static void assertSame(List<String> answers, String words) throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Told theirs = theirs(answers, origin.getLocalPort(), words);
      assertThat(ours(answers, origin.getLocalPort(), words)).isEqualTo(theirs);
    }
  }

  /** Answers stand between bars. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "up\n",
        "UP\n",
        "50%\n",
        "200% up\n",
        "drain\n",
        "maint\n",
        "down\n",
        "down#because of\n",
        "stopped # gone to lunch\n",
        "fail #a/b\n",
        "ready 20% up\n",
        "maxconn:7 75%, up\n",
        "maxconn:x\n",
        "-1%\n",
        "foo bar\n",
        "up drain#x y\n",
        "up down\n",
        "up\rdown\n",
        "",
        "down\n|up\n",
        "down\n|50%\n",
        "down\n|foo\n",
        "down\n|",
        "maint\n|ready\n",
        "drain\n|up\n",
        "drain\n|ready\n",
        "maint\n|up\n",
        "maint\n|drain\n|ready\n",
        "down\n|maint\n|ready\n|up\n",
      })
  void whatAnAgentSaysMeansTheSame(String answers) throws Exception {
    assertSame(List.of(answers.split("\\|", -1)), "");
  }

  @Test
  void aServerWorksOnlyWhereItsChecksAndItsAgentSaySo() throws Exception {
    String checks = "check inter 100ms rise 1 fall 1 port ";
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertSame(List.of("down\n"), checks + other.getLocalPort());
      assertSame(List.of("down\n", "up\n"), checks + other.getLocalPort());
    }
  }

  @Test
  void anAgentIsAskedWhatTheLineSays() throws Exception {
    try (Agent agent = new Agent(List.of("up\n"), true);
        RunningProxy proxy =
            RunningProxy.of(
                configuration(agent, 1, "agent-send \"who are you?\\n\" agent-addr 127.0.0.1")
                        .replace("log-options", "log @log@")
                    + "frontend f\n  bind 127.0.0.1:@port@\n")) {
      agent.awaitLastAnswer();
      assertThat(agent.questions).startsWith("who are you?\n", "who are you?\n");
      assertThat(proxy.backend("b").servers().getFirst().state().status()).isEqualTo("no check");
    }
  }

  @Test
  void anAgentThatIsDisabledIsAskedNoMoreAndBelievedNoMore() throws Exception {
    try (Agent agent = new Agent(List.of("down 20%\n"), false);
        RunningProxy proxy =
            RunningProxy.of(
                configuration(agent, 1, "").replace("log-options", "log @log@")
                    + "frontend f\n  bind 127.0.0.1:@port@\n")) {
      Server server = proxy.backend("b").servers().getFirst();
      RunningProxy.await(() -> server.state().status().equals("DOWN (agent)"));
      assertThat(server.weight()).isEqualTo(2);
      server.state().agent().enable(false);
      RunningProxy.await(() -> !server.state().agent().isAsked());
      server.setWeight(8);
      server.state().agent().enable(true);
      RunningProxy.await(() -> server.weight() == 2);
      server.state().agent().force(true);
      assertThat(proxy.notices).anyMatch(line -> line.contains("is UP, changed from CLI"));
    }
  }
}
