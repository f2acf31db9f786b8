package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifeOfTheProcessProgramTest extends ProgramOnAPort {
  @ParameterizedTest
  @CsvSource({"-d, INT, 130", "-db, INT, 130", "-db, TERM, 143", "-db, USR1, 0"})
  void aSignalEndsTheProcessWithHaproxysExitCode(String option, String signal, int exitCode)
      throws Exception {
    try (Launched launched = started(option)) {
      launched.signal(signal);
      assertThat(launched.exitCode()).isEqualTo(exitCode);
    }
  }

  @Test
  void aBackgroundJobOfAShellIsInterruptedToo() throws Exception {
    try (Launched launched =
        Launched.start(
            directory,
            List.of(
                "sh",
                "-c",
                "trap '' INT; exec \"$@\"",
                "sh",
                Launched.launcher().toString(),
                "-db",
                "-f",
                configuration.toString()))) {
      launched.awaitPort(port);
      launched.signal("INT");
      assertThat(launched.exitCode()).isEqualTo(130);
    }
  }

  /** Needs to be root, as which the tests' machine runs them. */
  @Test
  @EnabledIfSystemProperty(named = "user.name", matches = "root")
  void rootIsGivenUpOnceEverythingIsBound() throws Exception {
    Path jail = Files.createDirectory(directory.resolve("jail"));
    write(
        "user nobody\ngroup nogroup\nchroot " + jail + "\nstats socket " + directory.resolve("s"));
    try (Launched launched = started("-db")) {
      Path process = Path.of("/proc/" + launched.process().pid());
      launched.await(() -> identities(process).equals(List.of("65534", "65534", "")));
      assertThat(Files.readSymbolicLink(process.resolve("root"))).isEqualTo(jail);
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        try (Socket stream = server.accept()) {
          send(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
          client.shutdownOutput();
          assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
              .startsWith("HTTP/1.1 200 OK");
        }
      }
    }
  }

  /** The effective user and group of a process, and its other groups. */
  private static List<String> identities(Path process) {
    try {
      List<String> lines = Files.readAllLines(process.resolve("status"));
      return List.of(
          value(lines, "Uid:").split("\\s+")[1],
          value(lines, "Gid:").split("\\s+")[1],
          value(lines, "Groups:"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSoftStopLetsStreamsFinishAndAcceptsNoMore() throws Exception {
    try (Launched launched = started("-db");
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      try (Socket stream = server.accept()) {
        launched.signal("USR1");
        launched.awaitOutput("Proxy web stopped");
        assertThat(Launched.accepts(port)).isFalse();
        send(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200 OK")
            .endsWith("ok");
      }
      assertThat(launched.exitCode()).isZero();
    }
  }

  @Test
  void aSoftStopEndsHardWhenItTakesTooLong() throws Exception {
    write("hard-stop-after 100ms");
    try (Launched launched = started("-db");
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      try (Socket stream = server.accept()) {
        launched.signal("USR1");
        assertThat(launched.exitCode()).isZero();
        assertThat(launched.output()).contains("performing a hard-stop");
        assertThat(stream.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }

  @Test
  void aSoftStopWaitsForTheFirstRequestOfANewConnection() throws Exception {
    try (Launched launched = started("-db");
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      send(client, "GET / HTTP/1.1\r\n");
      launched.signal("USR1");
      launched.awaitOutput("Proxy web stopped");
      send(client, "Host: x\r\n\r\n");
      try (Socket stream = server.accept()) {
        send(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .endsWith("ok");
      }
      assertThat(launched.exitCode()).isZero();
    }
  }

  /** Unless the client takes more than a second for the next one. */
  @Test
  void aSoftStopLosesNoRequestOfAKeptConnection() throws Exception {
    write("");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("default_backend none", "http-request return status 200"));
    try (Launched launched = started("-db");
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch busy = new CountDownLatch(8);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(clients.submit(() -> requestUntilTold(busy)));
      }
      busy.await();
      launched.signal("USR1");
      for (Future<?> client : all) {
        client.get();
      }
      assertThat(launched.exitCode()).isZero();
    }
  }

  /**
   * One request after the other over one connection, until a response says that it is the last; how
   * many were answered.
   */
  private int requestUntilTold(CountDownLatch busy) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      long answered = System.nanoTime();
      String head = "";
      int requests = 0;
      while (!head.toLowerCase(Locale.ROOT).contains("connection: close")) {
        try {
          send(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
          head = head(client);
        } catch (IOException e) {
          head = "";
        }
        long now = System.nanoTime();
        if (head.isEmpty() && now - answered > TimeUnit.SECONDS.toNanos(1)) {
          break; // too slow a machine to tell
        }
        assertThat(head).as("answer after %s", requests).startsWith("HTTP/1.1 200");
        answered = now;
        requests++;
        if (requests == 20) {
          busy.countDown();
        }
      }
      return requests;
    }
  }

  private static String head(Socket client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = client.getInputStream().read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void sighupTellsTheStateOfServers() throws Exception {
    try (Launched launched = started("-db")) {
      launched.signal("HUP");
      launched.awaitOutput("SIGHUP: Server none/s is UP.");
      assertThat(launched.process().isAlive()).isTrue();
    }
  }

  @Test
  void aDaemonIsReadyWhenItsParentHasEnded() throws Exception {
    Path pidFile = directory.resolve("test.pid");
    try (Launched launched =
        Launched.start(directory, "-D", "-p", pidFile.toString(), "-f", configuration.toString())) {
      assertThat(launched.exitCode()).as(launched.output()).isZero();
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
      try {
        assertThat(Launched.accepts(port)).isTrue();
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/2")))
            .isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readString(Path.of("/proc/" + pid + "/comm")).strip())
            .isEqualTo("spillway");
      } finally {
        Launched.signal(pid, "TERM");
        daemon.onExit().join();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-db", "-D", "-W"})
  void aPortInUseIsToldByAnyProcessAndEndsAll(String mode) throws Exception {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Launched launched = Launched.start(directory, mode, "-f", configuration.toString())) {
      assertThat(launched.exitCode()).isEqualTo(1);
      assertThat(launched.output())
          .contains(
              "frontend web: cannot bind socket (Address already in use) for [127.0.0.1:"
                  + taken.getLocalPort());
    }
  }

  @Test
  void anUnknownUserIsNamed() throws Exception {
    write("user nobody-of-this-name");
    try (Launched launched = Launched.start(directory, "-db", "-f", configuration.toString())) {
      assertThat(launched.exitCode()).isEqualTo(1);
      assertThat(launched.output()).contains("nobody-of-this-name");
    }
  }

  @Test
  void aPidListEndsOldProcessesOnceTheNewOneListens() throws Exception {
    Path socket = directory.resolve("stats.sock");
    write("stats socket " + socket);
    try (Launched old = started("-db");
        Launched fresh =
            Launched.start(
                directory,
                "-db",
                "-sf",
                String.valueOf(old.process().pid()),
                "-f",
                configuration.toString())) {
      assertThat(old.exitCode()).as(fresh.output()).isZero();
      assertThat(Launched.accepts(port)).isTrue();
      assertThat(Files.exists(socket)).isTrue();
      assertThat(fresh.process().isAlive()).as(fresh.output()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"-dR, ''", "-db, noreuseport"})
  void anAddressIsNotSharedWhereThatIsForbidden(String option, String global) throws Exception {
    write(global);
    try (Launched old = started(option);
        Launched fresh = Launched.start(directory, "-db", option, "-f", configuration.toString())) {
      assertThat(fresh.exitCode()).isEqualTo(1);
      assertThat(fresh.output()).contains("Address already in use");
      assertThat(old.process().isAlive()).isTrue();
    }
  }

  @Test
  void systemdIsGivenSignsOfLifeWhileTheWorkerTurnsAndNoneWhileItHangs() throws Exception {
    Path socket = directory.resolve("notify.sock");
    Process listener = new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "STDOUT").start();
    try {
      while (!Files.exists(socket)) {
        Thread.onSpinWait();
      }
      Launched launched =
          Launched.start(
              directory,
              List.of(
                  "env",
                  "NOTIFY_SOCKET=" + socket,
                  "WATCHDOG_USEC=400000",
                  Launched.launcher().toString(),
                  "-Ws",
                  "-f",
                  configuration.toString()));
      try (launched) {
        var lines = listener.inputReader(StandardCharsets.US_ASCII);
        String line = lines.readLine();
        while (!line.equals("WATCHDOG=1")) {
          line = lines.readLine();
        }
        ProcessHandle worker = launched.process().children().findFirst().orElseThrow();
        Launched.signal(worker.pid(), "STOP");
        while (!line.startsWith("STATUS=Not alive: ")) {
          line = lines.readLine();
        }
        launched.awaitOutput("The worker gives no sign of life: ");
        Launched.signal(worker.pid(), "CONT");
        assertThat(lines.readLine()).isEqualTo("WATCHDOG=1");
        assertThat(lines.readLine()).isEqualTo("STATUS=Ready.");
        assertThat(lines.readLine()).isEqualTo("WATCHDOG=1");
      }
    } finally {
      listener.destroy();
    }
  }

  @Test
  void systemdIsToldHowItGoes() throws Exception {
    Path socket = directory.resolve("notify.sock");
    Process listener = new ProcessBuilder("socat", "-u", "UNIX-RECV:" + socket, "STDOUT").start();
    try {
      while (!Files.exists(socket)) {
        Thread.onSpinWait();
      }
      Launched launched =
          Launched.start(
              directory,
              List.of(
                  "env",
                  "NOTIFY_SOCKET=" + socket,
                  Launched.launcher().toString(),
                  "-Ws",
                  "-f",
                  configuration.toString()));
      try (launched) {
        var lines = listener.inputReader(StandardCharsets.US_ASCII);
        assertThat(lines.readLine()).isEqualTo("READY=1");
        assertThat(lines.readLine()).isEqualTo("MAINPID=" + launched.process().pid());
        assertThat(lines.readLine()).isEqualTo("STATUS=Ready.");
        launched.signal("HUP");
        assertThat(lines.readLine()).isEqualTo("RELOADING=1");
        assertThat(lines.readLine()).matches("MONOTONIC_USEC=\\d+");
        assertThat(lines.readLine()).isEqualTo("STATUS=Reloading Configuration.");
        assertThat(lines.readLine()).isEqualTo("READY=1");
        assertThat(lines.readLine()).isEqualTo("MAINPID=" + launched.process().pid());
        assertThat(lines.readLine()).isEqualTo("STATUS=Ready.");
        launched.signal("TERM");
        assertThat(lines.readLine()).isEqualTo("STOPPING=1");
        assertThat(launched.exitCode()).isZero();
      }
    } finally {
      listener.destroy();
    }
  }
}
