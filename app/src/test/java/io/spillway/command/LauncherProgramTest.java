package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherProgramTest {
  @TempDir Path directory;

  private Path configuration(String bind) throws Exception {
    Path file = directory.resolve("test.cfg");
    Files.writeString(
        file,
        """
        defaults
          mode http
          timeout client 5s
          timeout server 5s
          timeout connect 5s
        frontend web
          bind %s
          default_backend none
        backend none
          server s 127.0.0.1:1
        """
            .formatted(bind));
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"spillway", "haproxy"})
  void theProcessIsCalledAsItWasStarted(String name) throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve(name), Launched.launcher());
    int port = FreePorts.inARow(1);
    String file = configuration("127.0.0.1:" + port).toString();
    try (Launched launched =
        Launched.start(directory, List.of(link.toString(), "-db", "-f", file))) {
      launched.awaitPort(port);
      String pid = String.valueOf(launched.process().pid());
      assertThat(Outcome.of(directory, List.of("ps", "-C", name, "-o", "pid=")).out().lines())
          .map(String::strip)
          .contains(pid);
      assertThat(Outcome.of(directory, List.of("pgrep", "-x", name)).out().lines()).contains(pid);
    }
  }

  @Test
  void aLinkOfARelativePathWorks() throws Exception {
    Path links = Files.createDirectory(directory.resolve("links"));
    Files.createSymbolicLink(
        links.resolve("haproxy"), links.toRealPath().relativize(Launched.launcher().toRealPath()));
    Outcome outcome = Outcome.of(directory, List.of("links/haproxy", "-v"));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("HAProxy version ");
  }

  @Test
  void theLauncherFindsItsJdkWhateverJavaIsOnThePath() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path java = bin.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'an old java was started' >&2\nexit 1\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Outcome outcome =
        Outcome.of(
            directory,
            List.of(
                "env",
                "-u",
                "JAVA_HOME",
                "PATH=" + bin + ":/usr/bin:/bin",
                Launched.launcher().toString(),
                "-v"));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).startsWith("Spillway version ");
  }

  @Test
  void theStartUpCacheHasSeenTraffic() throws Exception {
    Path launcher = Launched.launcher();
    assertThat(Outcome.of(directory, List.of(launcher.toString(), "-v")).exitCode()).isZero();
    Path dist = launcher.resolveSibling("app/target/dist");
    String log = Files.readString(dist.resolve("training.log"), StandardCharsets.ISO_8859_1);
    assertThat(log).doesNotContain("ALERT", "Exception", "training:");
    assertThat(log).containsPattern("Proxy origin stopped \\(.* BE: [1-9][0-9]{3,}\\)");
    assertThat(Files.readString(dist.resolve("java.args"))).contains("-XX:AOTCache=");
  }

  @Test
  void aValidFileIsSilentAndWithVItIsCalledValid() throws Exception {
    String file = configuration("127.0.0.1:1").toString();
    String launcher = Launched.launcher().toString();
    Outcome silent = Outcome.of(directory, List.of(launcher, "-c", "-f", file));
    assertThat(silent).isEqualTo(new Outcome(0, "", ""));
    Outcome verbose = Outcome.of(directory, List.of(launcher, "-c", "-V", "-f", file));
    assertThat(verbose).isEqualTo(new Outcome(0, "Configuration file is valid\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-db", "-W", "-D"})
  void anInheritedDescriptorIsListenedOn(String mode) throws Exception {
    int port = FreePorts.inARow(1);
    Path pidFile = directory.resolve("pid");
    String file = configuration("\"fd@${LISTENER}\"").toString();
    Path script = directory.resolve("pass.py");
    Files.writeString(
        script,
        """
        import os, socket, sys
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        listener.listen(16)
        os.set_inheritable(listener.fileno(), True)
        os.environ["LISTENER"] = str(listener.fileno())
        os.execv(sys.argv[2], sys.argv[2:])
        """);
    try (Launched launched =
        Launched.start(
            directory,
            List.of(
                "python3",
                script.toString(),
                String.valueOf(port),
                Launched.launcher().toString(),
                mode,
                "-p",
                pidFile.toString(),
                "-f",
                file))) {
      if (mode.equals("-D")) {
        assertThat(launched.exitCode()).as(launched.output()).isZero();
      } else {
        // It listens before the program has started; a connection waits until the program takes it.
        launched.awaitPort(port);
      }
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client
            .getOutputStream()
            .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 503 ");
      } finally {
        if (mode.equals("-D")) {
          long pid = Long.parseLong(Files.readString(pidFile).strip());
          ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
          daemon.destroy();
          daemon.onExit().join();
        }
      }
    }
  }
}
