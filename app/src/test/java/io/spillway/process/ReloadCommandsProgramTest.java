package io.spillway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.Launched;
import io.spillway.facility.provider.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spillway diff} and {@code spillway reload}, with a process that runs. */
class ReloadCommandsProgramTest {
  private static final String CONFIGURATION =
      """
      global
        stats socket %s level admin
      defaults
        mode http
        timeout client 60s
        timeout server 60s
        timeout connect 5s
      frontend web
        bind 127.0.0.1:%d
        default_backend b
      backend b
        balance roundrobin
        server a 192.0.2.1:80 weight 10
        server old 192.0.2.2:80
      """;

  @TempDir Path directory;
  private Path configuration;
  private Path master;
  private String text;

  @BeforeEach
  void configure() throws IOException {
    configuration = directory.resolve("test.cfg");
    master = directory.resolve("master");
    text = CONFIGURATION.formatted(directory.resolve("s"), FreePorts.inARow(1));
    Files.writeString(configuration, text);
  }

  private record Outcome(String output, int code) {}

  private Outcome run(String... arguments) throws Exception {
    try (Launched launched = Launched.start(directory, arguments)) {
      int code = launched.exitCode();
      return new Outcome(launched.output(), code);
    }
  }

  private Outcome difference() throws Exception {
    return run("diff", "-f", configuration.toString());
  }

  @Test
  void whatAReloadWouldChangeIsShownAndThenChanges() throws Exception {
    try (Launched launched =
        Launched.start(directory, "-W", "-S", master.toString(), "-f", configuration.toString())) {
      launched.awaitOutput("Loading success.");
      assertThat(difference()).isEqualTo(new Outcome("Nothing would change.\n", 0));

      Files.writeString(
          configuration,
          text.replace("roundrobin", "leastconn")
              .replace("weight 10", "weight 20")
              .replace("server old 192.0.2.2:80", "server new 192.0.2.3:80 backup"));
      Outcome outcome = difference();
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.output())
          .contains(
              "  backend b\n-     balance roundrobin\n+     balance leastconn\n",
              "  backend b: server a 192.0.2.1:80\n-     weight 10\n+     weight 20\n",
              "- backend b: server old 192.0.2.2:80\n",
              "+ backend b: server new 192.0.2.3:80\n+     backup\n")
          .doesNotContain("timeout");

      assertThat(run("reload", "--socket", master.toString()))
          .isEqualTo(new Outcome("reloaded\n", 0));
      assertThat(difference()).isEqualTo(new Outcome("Nothing would change.\n", 0));

      Files.writeString(configuration, text.replace("roundrobin", "nonsense"));
      assertThat(difference().code()).isEqualTo(2);
      Outcome refused = run("reload", "--socket", master.toString());
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.output()).startsWith("spillway: not reloaded: Success=0");
    }
  }

  @Test
  void aProcessThatDoesNotRunIsNamed() throws Exception {
    assertThat(difference().code()).isEqualTo(2);
    Outcome outcome = run("reload", "--socket", master.toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.output()).contains("cannot ask the process at " + master);
  }
}
