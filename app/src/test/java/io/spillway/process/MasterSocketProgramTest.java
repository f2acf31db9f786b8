package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master answers commands on sockets of its own ({@code -S}). */
class MasterSocketProgramTest {
  @TempDir Path directory;
  private int port;
  private Path configuration;
  private Path socket;

  @BeforeEach
  void configure() throws IOException {
    port = FreePorts.inARow(2);
    configuration = directory.resolve("test.cfg");
    socket = directory.resolve("master.sock");
    Files.writeString(
        configuration,
        """
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend web
          bind 127.0.0.1:%d
          http-request return status 200 content-type text/plain string ok
        """
            .formatted(port));
  }

  private Launched startProgram(String program, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(program, "-W"));
    command.addAll(List.of("-S", String.join(",", Stream.of(words).toList())));
    command.addAll(List.of("-f", configuration.toString()));
    Launched master = Launched.start(directory, command);
    master.awaitOutput("Loading success.");
    if (words[0].startsWith("/")) {
      master.await(this::isAnswered);
    }
    return master;
  }

  private Launched start(String... words) throws IOException {
    return startProgram(Launched.launcher().toString(), words);
  }

  /** HAProxy listens a moment after it says so. */
  private boolean isAnswered() {
    try {
      return !ask("show version\n").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** What the master says to these lines, up to the end of the connection. */
  private String ask(String lines) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      return readAll(Channels.newInputStream(channel));
    }
  }

  /** Reads to the end; HAProxy resets a connection on which it has left something unread. */
  private static String readAll(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (IOException e) {
      return all.toString(StandardCharsets.UTF_8);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  private static List<Long> workers(Launched master) {
    return master.process().children().map(ProcessHandle::pid).toList();
  }

  /** An answer of either program, without what differs from start to start. */
  private String comparable(Launched master, String answer) {
    String text = answer;
    for (long worker : workers(master)) {
      text = text.replaceAll("\\b" + worker + "\\b *", "WORKER ");
    }
    return text.replaceAll("\\b" + master.process().pid() + "\\b *", "MASTER ")
        .replaceAll("\\d+d\\d\\dh\\d\\dm\\d\\ds", "UPTIME")
        .replaceAll("(UPTIME +)\\S+ *", "$1VERSION")
        .replaceAll("(?m)^(master> |WORKER > )*2\\.6\\S+$", "$1VERSION")
        .replaceAll("(?m)^(master> |WORKER > )*\\d\\S*spillway\\S*$", "$1VERSION")
        .replaceAll("(?m)^(master> |WORKER > )*0\\.\\d\\S*$", "$1VERSION");
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "operator", "user"})
  void answersAreThoseOfHaproxy(String level) throws Exception {
    List<String> questions =
        List.of(
            "show proc\n",
            "  show   proc  \r\n",
            "show version;show cli level\n",
            "prompt\nshow version\n@1\nshow version\n@master\nshow cli level\nprompt\nshow version\n",
            "prompt\n@1 show version;show version\n@1;show version;@master\n",
            "@1 show version\n@1 show cli level\n@0 show version\n@master show version\n",
            "@1\nshow version\nquit\nshow version\n",
            "@1 show env NO_SUCH_VARIABLE\n",
            "@1 get weight none <<\nx y\nz\n\nshow version\n",
            "@2 show version\n",
            "show cli sockets;show cli level\n",
            "@1 show startup-logs\n",
            "@!1 show version\n",
            "@nobody\n",
            "@!WORKER show version\n",
            "prompt\n@!WORKER\nshow cli level\n",
            "@!MASTER show version\n",
            "operator\nshow cli level\n@1 show cli level\n",
            "user;show cli level;@1 show cli level;show proc\n",
            "user\noperator\nshow cli level\n");
    List<String> expected = new ArrayList<>();
    try (Launched haproxy = startProgram(Launched.haproxy(), socket.toString(), "level", level)) {
      for (String question : questions) {
        expected.add(question + comparable(haproxy, ask(addressed(haproxy, question))));
      }
    }
    try (Launched spillway = start(socket.toString(), "level", level)) {
      for (int i = 0; i < questions.size(); i++) {
        String question = questions.get(i);
        assertThat(question + comparable(spillway, ask(addressed(spillway, question))))
            .isEqualTo(expected.get(i));
      }
    }
  }

  private static String addressed(Launched master, String question) {
    return question
        .replace("WORKER", String.valueOf(workers(master).getFirst()))
        .replace("MASTER", String.valueOf(master.process().pid()));
  }

  @Test
  void theMasterTellsWhatWasSaidWhenTheWorkerStarted() throws Exception {
    String good = Files.readString(configuration);
    Files.writeString(
        configuration,
        good.replace("timeout connect 5s", "") + "backend b\n  server s 127.0.0.1:1\n");
    try (Launched master = start(socket.toString(), "level", "operator")) {
      String worker = ask("@1 show startup-logs\n");
      assertThat(worker).contains("missing timeouts for backend 'b'").doesNotContain("forked");
      assertThat(ask("show startup-logs\n"))
          .startsWith(worker.strip())
          .contains("New worker (" + workers(master).getFirst() + ") forked")
          .endsWith(" : Loading success.\n\n");
      assertThat(ask("user;show startup-logs\n")).isEqualTo("Permission denied\n\n");
      Files.writeString(configuration, good);
      assertThat(ask("reload\n")).isEqualTo("Success=1\n");
      assertThat(ask("show startup-logs\n"))
          .doesNotContain("missing timeouts")
          .contains(": Reloading", ": Loading success.");
    }
  }

  @Test
  void reloadAnswersOnceTheNewWorkerIsThere() throws Exception {
    try (Launched master = start(socket.toString(), "mode", "600")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      long old = workers(master).getFirst();
      try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
        open.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(ask("reload\nshow version\n")).isEqualTo("Success=1\n");
        List<Long> both = workers(master);
        assertThat(both).hasSize(2).contains(old);
        long fresh = both.stream().filter(pid -> pid != old).findFirst().orElseThrow();
        assertThat(ask("show proc\n"))
            .containsPattern(master.process().pid() + " +master +1 \\[failed: 0] ")
            .containsPattern("# workers\n" + fresh + " +worker +0 ")
            .containsPattern("# old workers\n" + old + " +worker +1 ");
        assertThat(ask("@1 show info\n")).contains("Pid: " + fresh + "\n");
        assertThat(ask("@!" + old + " show info\n")).contains("Pid: " + old + "\n");
      }
      master.awaitOutput("Former worker (" + old + ") exited with code 0");
      master.await(() -> workers(master).size() == 1);
      assertThat(ask("show proc\n")).doesNotContain("old workers");
      assertThat(ask("@!" + old + " show info\n"))
          .isEqualTo("Can't find the target PID matching the prefix '@!" + old + "'\n");
    }
  }

  @Test
  void aReloadThatFailsIsToldAndCounted() throws Exception {
    try (Launched master = start(socket.toString())) {
      String good = Files.readString(configuration);
      Files.writeString(configuration, good + "  no-such-keyword\n");
      assertThat(ask("reload\n")).startsWith("Success=0\n--\n").contains("exited with code 1");
      assertThat(ask("reload\n")).startsWith("Success=0\n--\n");
      assertThat(ask("show proc\n"))
          .containsPattern("master +2 \\[failed: 2] ")
          .containsPattern("worker +2 ");
      Files.writeString(configuration, good);
      assertThat(ask("reload\n")).isEqualTo("Success=1\n");
      assertThat(ask("show proc\n"))
          .containsPattern("master +3 \\[failed: 0] ")
          .containsPattern("# workers\n\\d+ +worker +0 ");
    }
  }

  @Test
  void whoMayOnlyLookCannotReload() throws Exception {
    try (Launched master = start(socket.toString(), "level", "user")) {
      List<Long> before = workers(master);
      assertThat(ask("reload\n")).isEqualTo("Permission denied\n\n");
      assertThat(ask("@1 set maxconn global 5\n")).isEqualTo("Permission denied\n\n");
      assertThat(workers(master)).isEqualTo(before);
    }
  }

  @Test
  void workersDoNotHoldTheMastersSockets() throws Exception {
    try (Launched master = start(socket.toString());
        SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      connection.write(ByteBuffer.wrap("prompt\n".getBytes(StandardCharsets.UTF_8)));
      connection.read(ByteBuffer.allocate(100));
      String own = Files.readString(Path.of("/proc/net/unix"));
      assertThat(own).contains(socket.toString());
      assertThat(ask("reload\n")).isEqualTo("Success=1\n");
      List<String> ofMaster =
          own.lines()
              .filter(line -> line.contains(socket.toString()))
              .map(line -> "socket:[" + line.trim().split("\\s+")[6] + "]")
              .toList();
      for (long worker : workers(master)) {
        assertThat(files(worker)).doesNotContainAnyElementsOf(ofMaster);
      }
      assertThat(files(master.process().pid())).containsAll(ofMaster);
    }
  }

  private static List<String> files(long pid) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path entry : all.toList()) {
        found.add(Files.exists(entry) || Files.isSymbolicLink(entry) ? link(entry) : "");
      }
    }
    return found;
  }

  private static String link(Path entry) {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (IOException e) {
      return ""; // It was closed meanwhile.
    }
  }

  @Test
  void aMasterMayHaveSeveralSockets() throws Exception {
    try (Launched master = start("127.0.0.1:" + (port + 1), "level", "user");
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port + 1)) {
      client
          .getOutputStream()
          .write("show cli level;@1 show cli level\n".getBytes(StandardCharsets.UTF_8));
      client.shutdownOutput();
      assertThat(readAll(client.getInputStream())).isEqualTo("user\n\nuser\n\n");
      assertThat(master.process().isAlive()).isTrue();
    }
    String both = "-S " + socket + " -S 127.0.0.1:" + (port + 1) + ",level,operator";
    List<String> command = new ArrayList<>(List.of(Launched.launcher().toString(), "-W"));
    command.addAll(List.of(both.split(" ")));
    command.addAll(List.of("-f", configuration.toString()));
    try (Launched master = Launched.start(directory, command)) {
      master.awaitOutput("Loading success.");
      assertThat(ask("show cli level\n")).isEqualTo("admin\n\n");
      assertThat(Launched.accepts(port + 1)).isTrue();
    }
  }

  @Test
  void aSocketMayBeInherited() throws Exception {
    String program =
        "import os, socket, sys\n"
            + "s = socket.socket(socket.AF_UNIX)\n"
            + "s.bind(sys.argv[1])\n"
            + "s.listen(5)\n"
            + "os.dup2(s.fileno(), 9)\n"
            + "os.execv(sys.argv[2], sys.argv[2:])\n";
    List<String> command =
        List.of(
            "python3",
            "-c",
            program,
            socket.toString(),
            Launched.launcher().toString(),
            "-W",
            "-S",
            "fd@9",
            "-f",
            configuration.toString());
    try (Launched master = Launched.start(directory, command)) {
      master.awaitOutput("Loading success.");
      assertThat(ask("@1 show cli level\n")).isEqualTo("admin\n\n");
      assertThat(ask("reload\n")).isEqualTo("Success=1\n");
      assertThat(ask("show cli level\n")).isEqualTo("admin\n\n");
    }
  }
}
