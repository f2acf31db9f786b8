package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What master and worker do when one of them is told something, or ends. */
class MasterAndWorkerProgramTest extends ProgramOnAPort {
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 0", "USR1, 0"})
  void aSignalToTheMasterEndsMasterAndWorker(String signal, int exitCode) throws Exception {
    try (Launched launched = started("-W")) {
      launched.awaitOutput("Loading success.");
      ProcessHandle worker = launched.process().children().findFirst().orElseThrow();
      launched.signal(signal);
      assertThat(launched.exitCode()).isEqualTo(exitCode);
      assertThat(worker.isAlive()).isFalse();
      assertThat(launched.output()).contains("All workers exited. Exiting... (" + exitCode + ")");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"KILL", "TERM", "USR1"})
  void theEndOfTheWorkerAloneEndsTheMasterAsInHaproxy(String signal) throws Exception {
    assertThat(endOfWorker(Launched.launcher().toString(), signal))
        .isEqualTo(endOfWorker(Launched.haproxy(), signal));
  }

  /** What a master says once its worker got a signal, and its exit code. */
  private List<String> endOfWorker(String program, String signal) throws Exception {
    List<String> command = List.of(program, "-W", "-f", configuration.toString());
    try (Launched master = Launched.start(directory, command)) {
      master.awaitOutput("Loading success.");
      master.awaitPort(port);
      // The kernel accepts before HAProxy's worker listens to signals.
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        send(client, "nonsense\r\n\r\n");
        assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
      }
      long worker = master.process().children().findFirst().orElseThrow().pid();
      Launched.signal(worker, signal);
      int code = master.exitCode();
      String number = String.valueOf(worker);
      return Stream.concat(
              master
                  .output()
                  .lines()
                  .filter(line -> line.contains("exit"))
                  .map(line -> line.replace(number, "WORKER").replaceAll("\\(\\d+\\) :", ":")),
              Stream.of("exit code " + code))
          .toList();
    }
  }

  @Test
  void aWorkerDoesNotOutliveItsMaster() throws Exception {
    try (Launched launched = started("-W")) {
      launched.awaitOutput("Loading success.");
      ProcessHandle worker = launched.process().children().findFirst().orElseThrow();
      launched.signal("KILL");
      worker.onExit().join();
      assertThat(Launched.accepts(port)).isFalse();
    }
  }

  @Test
  void aDaemonWithAMasterHasTheMastersPidInItsFile() throws Exception {
    Path pidFile = directory.resolve("test.pid");
    try (Launched launched =
        Launched.start(
            directory, "-W", "-D", "-p", pidFile.toString(), "-f", configuration.toString())) {
      assertThat(launched.exitCode()).as(launched.output()).isZero();
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      ProcessHandle master = ProcessHandle.of(pid).orElseThrow();
      try {
        assertThat(master.children()).hasSize(1);
        assertThat(Launched.accepts(port)).isTrue();
      } finally {
        Launched.signal(pid, "TERM");
        master.onExit().join();
      }
      assertThat(Launched.accepts(port)).isFalse();
    }
  }

  @Test
  void noExitOnFailureLetsOtherWorkersFinishAndStartsOneInPlaceOfTheOneThatFailed()
      throws Exception {
    write("master-worker no-exit-on-failure");
    try (Launched master = started();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      master.awaitOutput("Loading success.");
      send(client, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      try (Socket stream = server.accept()) {
        ProcessHandle old = master.process().children().findFirst().orElseThrow();
        master.signal("USR2");
        master.awaitOutput("Proxy web stopped");
        children(master).filter(child -> !child.equals(old)).forEach(child -> kill(child));
        master.awaitOutput("exited with code 137 (Killed)");
        master.awaitPort(port);
        send(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200 OK")
            .endsWith("ok");
        master.awaitOutput("Former worker (" + old.pid() + ") exited with code 0 (Exit)");
      }
      assertThat(master.output()).doesNotContain("exit-on-failure: killing");
      master.signal("TERM");
      assertThat(master.exitCode()).isZero();
      assertThat(master.output()).contains("All workers exited. Exiting... (0)");
    }
  }

  private static Stream<ProcessHandle> children(Launched master) {
    return master.process().children();
  }

  private static void kill(ProcessHandle process) {
    assertThat(process.destroyForcibly()).isTrue();
  }
}
