package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.definition.Configurations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that check servers are run with what HAProxy runs them with, and end as its end. */
class ExternalChecksTest {
  @TempDir private Path directory;

  private Path program(String text) throws IOException {
    Path file = directory.resolve("check.sh");
    Files.writeString(file, "#!/bin/sh\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String global(String words) {
    return "global\n" + words.lines().map(word -> "  " + word + "\n").reduce("", String::concat);
  }

  private static final String ALLOWED = "external-check\ninsecure-fork-wanted";

  private static String configuration(String section, String checks, String server) {
    return "defaults\n  timeout client 5s\n  timeout server 5s\n  timeout connect 5s\n"
        + section
        + "  option log-health-checks\n  option external-check\n"
        + checks.indent(2)
        + "  server s "
        + server
        + " check inter 2s rise 1 fall 1\n";
  }

  private String theirs(String section, String checks, String server) throws Exception {
    String text =
        global(ALLOWED)
            + configuration(section + "  log global\n", checks, server)
            + "frontend f\n  bind unix@DIR/f\n";
    try (HaproxyProcess haproxy = new HaproxyProcess(HaproxyProcess.directory(), text)) {
      String line = haproxy.output().take();
      while (!line.startsWith("Health check for")) {
        line = haproxy.output().take();
      }
      return line;
    }
  }

  private String ours(String section, String checks, String server) throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(
            global(ALLOWED)
                + configuration(section + "  log @log@\n", checks, server)
                + "frontend f\n  bind 127.0.0.1:@port@\n")) {
      return proxy.logLine();
    }
  }

  private static String withoutDuration(String line) {
    return line.replaceAll("duration: \\d+ms", "duration");
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0",
    "exit 3",
    "exit 255",
    "exec /bin/sleep 10",
    "echo much; exit 0",
  })
  void theExitCodeDecides(String text) throws Exception {
    String checks = "external-check command " + program(text);
    String theirs = theirs("backend b\n", checks, "127.0.0.1:1");
    assertThat(withoutDuration(ours("backend b\n", checks, "127.0.0.1:1")))
        .isEqualTo(withoutDuration(theirs));
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/program,",
    "check.sh,DIR",
  })
  void programsAreFoundWhereTheirsAre(String command, String path) throws Exception {
    program("exit 0");
    String checks =
        "external-check command "
            + command
            + (path == null ? "" : "\nexternal-check path /bin:" + directory);
    String theirs = theirs("backend b\n", checks, "127.0.0.1:1");
    assertThat(withoutDuration(ours("backend b\n", checks, "127.0.0.1:1")))
        .isEqualTo(withoutDuration(theirs));
  }

  @ParameterizedTest
  @CsvSource({
    "'backend b\n', 127.0.0.1:81 weight 3 maxconn 7",
    "'backend b\n', unix@/tmp/none port 55",
    "'listen b\n  bind 127.0.0.1:PORT\n', 127.0.0.1:81 addr 127.0.0.2 port 90",
    "'listen b\n  bind unix@/tmp/spillway-external\n  mode http\n', '[::1]:81'",
  })
  void argumentsAndEnvironmentAreTheirs(String section, String server) throws Exception {
    String checks =
        "external-check command "
            + program("{ echo \"$*\"; env; } > " + directory.resolve("out") + " 2>&1\n")
            + "\nexternal-check path /usr/bin:/bin";
    String filled = section.replace("PORT", Integer.toString(RunningProxy.freePort()));
    theirs(filled, checks, server);
    List<String> theirs = told();
    ours(filled, checks, server);
    assertThat(told()).isEqualTo(theirs);
    assertThat(theirs).contains("PATH=/usr/bin:/bin").hasSizeGreaterThan(12);
  }

  /** What the program was told; the number of the proxy is its place in the file. */
  private List<String> told() throws IOException {
    Path file = directory.resolve("out");
    List<String> lines =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("PWD=") && !line.startsWith("_="))
            .filter(line -> !line.startsWith("OLDPWD=") && !line.startsWith("SHLVL="))
            .filter(line -> !line.startsWith("HAPROXY_SERVER_PROTO=h1"))
            .sorted()
            .toList();
    Files.delete(file);
    return lines;
  }

  @Test
  void aProcessThatMayNotStartProgramsStartsNone() throws Exception {
    Path file = program("echo x > " + directory.resolve("out"));
    try (RunningProxy proxy =
        RunningProxy.of(
            global("external-check")
                + configuration(
                    "backend b\n  log @log@\n", "external-check command " + file, "127.0.0.1:1")
                + "frontend f\n  bind 127.0.0.1:@port@\n")) {
      assertThat(proxy.logLine()).contains("Socket error", "needs 'insecure-fork-wanted'");
      assertThat(directory.resolve("out")).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "external-check, ''",
    "'', external-check command /bin/true",
    "external-check, external-check command",
    "external-check, external-check path",
    "'external-check\ninsecure-fork-wanted', external-check command true",
    "external-check, external-check foo x",
    "external-check, external-check command a b",
  })
  void whatHaproxyRefusesIsRefused(String words, String checks) {
    String text = global(words) + configuration("backend b\n", checks, "127.0.0.1:1");
    assertThat(Configurations.load(text).messages()).anyMatch(line -> line.startsWith("ALERT"));
    assertThatThrownBy(() -> new HaproxyProcess(HaproxyProcess.directory(), text).close())
        .hasMessageContaining("did not start");
  }
}
