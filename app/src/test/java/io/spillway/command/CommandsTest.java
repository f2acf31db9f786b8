package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  private int run(String program, String... arguments) {
    return new Program(
            program,
            new Console(
                new PrintStream(out, true, StandardCharsets.ISO_8859_1),
                new PrintStream(error, true, StandardCharsets.ISO_8859_1),
                false))
        .run(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "check",
        "explain",
        "test",
        "keywords",
        "migrate",
        "role",
        "dns",
        "backup",
        "version",
        "help"
      })
  void everyCommandTellsHowItIsUsed(String command) {
    assertThat(run("spillway", command, "--help")).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .startsWith("Usage: spillway " + command)
        .contains("spillway " + command);
  }

  @Test
  void helpListsEveryCommandAndTheOptions() {
    assertThat(run("spillway", "help")).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .contains("demo ", "run ", "check ", "explain ", "keywords ", "migrate ", "version ")
        .contains("-f <cfgfile|cfgdir>");
  }

  @Test
  void anUnknownCommandIsRefused() {
    assertThat(run("spillway", "balance")).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("no command 'balance'");
  }

  @Test
  void underTheNameHaproxyThereAreNoCommands() {
    assertThat(run("/usr/local/sbin/haproxy", "version")).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("Usage : haproxy ");
  }

  @Test
  void anExplanationShowsWhatHoldsAndWhereItComesFrom() throws Exception {
    Path file = directory.resolve("test.cfg");
    Files.writeString(
        file, "defaults\n  timeout client 5s\n  mode http\nfrontend web\n  bind 127.0.0.1:80\n");
    assertThat(run("spillway", "explain", file.toString())).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .contains("frontend web ")
        .containsPattern("timeout client 5s +# .*test.cfg:2.*, defaults\n")
        .contains("bind 127.0.0.1:80");
  }

  @Test
  void wordsThatOthersBeginWithOrThatTakeANameAreListedAsWorking() throws Exception {
    assertThat(run("spillway", "keywords", "not implemented")).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1).lines())
        .doesNotContain(
            "timeout: not implemented",
            "tcp-request: not implemented",
            "tcp-response: not implemented",
            "declare: not implemented",
            "rate-limit: not implemented",
            "http-check set-var: not implemented",
            "tcp-check unset-var: not implemented",
            "userlist user: not implemented")
        .contains("http-request send-spoe-group: not implemented");
  }

  @Test
  void keywordsAreListedWithWhatBecomesOfThem() {
    assertThat(run("spillway", "keywords", "option transparent")).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .endsWith("option transparent: not implemented\n");
    assertThat(run("spillway", "keywords")).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .contains("\noption httplog: works\n", "\nset backend: works\n")
        .contains("\ncpu-map: accepted, no effect here, because the system decides");
    assertThat(run("spillway", "keywords", "no-such-word")).isEqualTo(1);
  }

  @Test
  void commandsOfTheRuntimeInterfaceAreAmongTheKeywords() throws Exception {
    Path file = directory.resolve("test.cfg");
    Files.writeString(
        file, "defaults\n  timeout client 5s\n  mode http\nfrontend web\n  bind 127.0.0.1:80\n");
    assertThat(run("spillway", "-dKcli", "-c", "-f", file.toString())).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .contains("\nshow stat [WORKER] \n", "\nset server [WORKER] \n", "\nhelp [");
  }

  @Test
  void migrationPrintsTheNewTextAndTellsEachChange() throws Exception {
    Path file = directory.resolve("old.cfg");
    Files.writeString(file, "defaults\n  clitimeout 5000 # ms\n");
    assertThat(run("spillway", "migrate", file.toString())).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("defaults\n  timeout client 5000 # ms\n");
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("old.cfg:2", "clitimeout");
  }
}
