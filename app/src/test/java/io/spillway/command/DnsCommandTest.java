package io.spillway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made as BIND's tools make them. */
class DnsCommandTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new Program(
            "spillway",
            new Console(
                new PrintStream(out, true, StandardCharsets.ISO_8859_1),
                new PrintStream(error, true, StandardCharsets.ISO_8859_1),
                false))
        .run(arguments);
  }

  @Test
  void aNewKeyIsWhatBindsToolsReadAndItsRecordIsWhatTheyTell() throws Exception {
    assertThat(run("dns", "keygen", "example.com", directory.toString())).isZero();
    List<String> lines = out.toString(StandardCharsets.ISO_8859_1).lines().toList();
    assertThat(lines).hasSize(2);
    Path base = Path.of(lines.getFirst().substring("sign key-file ".length()));
    assertThat(Files.getPosixFilePermissions(Path.of(base + ".private")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    Outcome theirs = Outcome.of(directory, List.of("dnssec-dsfromkey", "-2", base + ".key"));
    assertThat(lastWord(theirs.out())).isEqualToIgnoringCase(lastWord(lines.get(1)));

    out.reset();
    assertThat(run("dns", "ds", base + ".private")).isZero();
    assertThat(out.toString(StandardCharsets.ISO_8859_1).strip()).isEqualTo(lines.get(1));
  }

  private static String lastWord(String line) {
    return line.strip().substring(line.strip().lastIndexOf(' ') + 1);
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThat(run("dns", "ds", "/no/such")).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("/no/such.key");
    assertThat(run("dns", "keygen", "no..name", directory.toString())).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("'no..name' is no domain");
    assertThat(run("dns", "unknown")).isEqualTo(1);
    assertThat(error.toString(StandardCharsets.ISO_8859_1)).contains("Usage: spillway dns");
  }
}
