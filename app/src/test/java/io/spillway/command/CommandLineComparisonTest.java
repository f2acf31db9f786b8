package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same options to HAProxy and to Spillway: the same exit code, the same messages. */
class CommandLineComparisonTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-cc version_atleast(2.4)",
        "-cc version_before(2.4)",
        "-cc 1",
        "-cc 0",
        "-cc foo",
        "-cc streq(a,\"a)",
        "-cc feature(EPOLL)",
        "-cc feature(NOTHING)",
        "-sf 1x",
        "-st 5 6 abc",
        "-q -c -f missing.cfg",
        "-C /nonexistent -c -f missing.cfg",
      })
  void optionsHaveTheSameOutcome(String line) throws Exception {
    String[] arguments = line.split(" ");
    Outcome expected = Outcome.ofHaproxy(directory, arguments);
    Outcome actual = Outcome.ofSpillway(directory, arguments);
    assertThat(actual.exitCode()).isEqualTo(expected.exitCode());
    assertThat(actual.out()).isEqualTo(expected.out());
    assertThat(actual.messages()).isEqualTo(expected.messages());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-c",
        "-Z",
        "-",
        "--help",
        "-c extra",
        "-x",
        "-x -f",
        "-sx",
        "-sf",
        "-cc",
        "-V",
        "-qv"
      })
  void whatMakesNoSenseIsAnsweredWithTheUsage(String line) throws Exception {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    Outcome expected = Outcome.ofHaproxy(directory, arguments);
    Outcome actual = Outcome.ofSpillway(directory, arguments);
    assertThat(actual.exitCode()).isEqualTo(expected.exitCode()).isEqualTo(1);
    assertThat(actual.out()).startsWith("HAProxy version ");
    assertThat(actual.error()).contains("Usage : haproxy [-f <cfgfile|cfgdir>]*");
    assertThat(expected.error()).contains("Usage : haproxy [-f <cfgfile|cfgdir>]*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v", "-vc", "-vdV", "-C /nonexistent -v", "-f missing.cfg -v"})
  void theVersionHasTheSameShape(String line) throws Exception {
    Outcome expected = Outcome.ofHaproxy(directory, line.split(" "));
    Outcome actual = Outcome.ofSpillway(directory, line.split(" "));
    assertThat(actual.exitCode()).isEqualTo(expected.exitCode()).isZero();
    assertThat(actual.out()).matches("(?s)HAProxy version \\d+\\.\\d+\\.\\d+\\S*.*");
    assertThat(expected.out()).matches("(?s)HAProxy version \\d+\\.\\d+\\.\\d+\\S*.*");
    assertThat(actual.out().lines().filter(l -> l.startsWith("Running on:")).toList())
        .isEqualTo(expected.out().lines().filter(l -> l.startsWith("Running on:")).toList());
  }

  /** Spillway reads the other files all the same, and so has one line more. */
  @ParameterizedTest
  @ValueSource(strings = {"-c -f missing.cfg", "-f missing.cfg", "-c -- missing.cfg"})
  void aMissingFileIsNamed(String line) throws Exception {
    Outcome expected = Outcome.ofHaproxy(directory, line.split(" "));
    Outcome actual = Outcome.ofSpillway(directory, line.split(" "));
    assertThat(actual.exitCode()).isEqualTo(expected.exitCode()).isEqualTo(1);
    assertThat(actual.messages()).containsAll(expected.messages());
  }

  @Test
  void theListOfFeaturesHasTheSameForm() throws Exception {
    String form = "(?m)^Feature list :( [-+][A-Z0-9_]+)+$";
    assertThat(Outcome.ofHaproxy(directory, "-vv").out()).containsPattern(form);
    assertThat(Outcome.ofSpillway(directory, "-vv").out()).containsPattern(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tmp/m.sock,bogus",
        "/tmp/m.sock,level,all",
        "/tmp/m.sock,mode",
        "nowhere",
        "fd@999",
        "/no/such/directory/m.sock"
      })
  void aSocketOfTheMasterThatCannotBeIsRefused(String socket) throws Exception {
    Files.writeString(
        directory.resolve("minimal.cfg"), "frontend f\n  mode http\n  bind 127.0.0.1:1\n");
    String[] arguments = {"-W", "-S", socket, "-f", "minimal.cfg"};
    assertThat(Outcome.ofHaproxy(directory, arguments).exitCode()).isEqualTo(1);
    Outcome actual = Outcome.ofSpillway(directory, arguments);
    assertThat(actual.exitCode()).isEqualTo(1);
    assertThat(actual.error()).contains(socket.split(",")[0]).doesNotContain("New worker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "global\n  stats socket unix@s.sock\n"})
  void aSocketOfTheRuntimeApiIsAListenerToo(String global) throws Exception {
    Files.writeString(
        directory.resolve("silent.cfg"), global + "backend b\n  server s 127.0.0.1:1\n");
    String[] arguments = {"-c", "-f", "silent.cfg"};
    Outcome expected = Outcome.ofHaproxy(directory, arguments);
    Outcome actual = Outcome.ofSpillway(directory, arguments);
    assertThat(actual.exitCode())
        .isEqualTo(expected.exitCode())
        .isEqualTo(global.isEmpty() ? 2 : 0);
  }

  @Test
  void aServerWhoseNameHasNoAddressIsNoErrorWhereThatIsAsked() throws Exception {
    Files.writeString(
        directory.resolve("names.cfg"),
        """
        defaults
          mode http
          timeout client 1s
          timeout server 1s
          timeout connect 1s
        listen l
          bind 127.0.0.1:18080
          server s no-such-name.invalid:80
        """);
    for (String line : List.of("-dr -c -f names.cfg", "-c -f names.cfg")) {
      Outcome expected = Outcome.ofHaproxy(directory, line.split(" "));
      Outcome actual = Outcome.ofSpillway(directory, line.split(" "));
      assertThat(actual.exitCode()).isEqualTo(expected.exitCode());
      if (line.startsWith("-dr")) {
        assertThat(actual.exitCode()).isZero();
        assertThat(actual.error())
            .contains("could not resolve address 'no-such-name.invalid', disabling server.");
      }
    }
  }
}
