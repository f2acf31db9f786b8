package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LazyBackupTest {
  @TempDir private Path directory;

  private String loadedClasses(String section) throws Exception {
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        defaults
            mode tcp
            timeout client 1s
            timeout server 1s
            timeout connect 1s
        listen l
            bind 127.0.0.1:1
        """
            + section);
    List<String> command =
        new ArrayList<>(Outcome.spillway("haproxy", "-c", "-f", file.toString()));
    command.add(1, "-Xlog:class+load:stdout");
    Outcome outcome = Outcome.of(directory, command);
    assertThat(outcome.exitCode()).as(outcome.error()).isZero();
    return outcome.out();
  }

  @Test
  void nothingOfTheAwsSdkIsLoadedToCheckAConfiguration() throws Exception {
    assertThat(loadedClasses(""))
        .contains("io.spillway.command.Loading")
        .doesNotContain("software.amazon", "com.cronutils", "tools.jackson");
    assertThat(loadedClasses("config-backup\n    to s3://lb-backups\n"))
        .contains("com.cronutils")
        .doesNotContain("software.amazon", "tools.jackson");
  }
}
