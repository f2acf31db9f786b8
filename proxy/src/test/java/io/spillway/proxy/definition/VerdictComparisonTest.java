package io.spillway.proxy.definition;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the real haproxy and the loader say of the same small configurations: nothing, a warning or
 * an alert. The table of them, {@code verdicts.txt}, tells the reason of each difference.
 */
final class VerdictComparisonTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  private static final String TIMEOUTS =
      "defaults\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\n";

  /** Without any listener haproxy would refuse everything. */
  private static final String LISTENER =
      "\ndefaults\n  timeout client 1s\nfrontend always\n  bind 127.0.0.1:8\n";

  @TempDir private Path directory;

  /**
   * A case of the table.
   *
   * @param ours what the loader says where it differs, otherwise the empty string
   * @param reason why it differs
   */
  private record Case(String name, String text, String ours, String reason) {}

  @TestFactory
  Stream<DynamicTest> theVerdictIsHaproxys() throws IOException {
    assertThat(PROGRAM).as("the program of Debian's package haproxy").isExecutable();
    return cases().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> compare(one)));
  }

  private void compare(Case one) throws IOException, InterruptedException {
    Configurations.Loaded loaded = Configurations.load(one.text(), directory);
    String ours = loaded.worst() == null ? "valid" : String.valueOf(loaded.worst());
    Files.write(directory.resolve("c.cfg"), one.text().getBytes(ISO_8859_1));
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-c", "-f", "c.cfg")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    int exitCode = process.waitFor();
    String theirs = exitCode != 0 ? "ALERT" : output.contains("[WARNING]") ? "WARNING" : "valid";
    if (one.ours().isEmpty()) {
      assertThat(ours).as("%s%n%s", String.join("\n", loaded.messages()), output).isEqualTo(theirs);
    } else {
      assertThat(ours).as("%s", loaded.messages()).isEqualTo(one.ours());
      assertThat(theirs).as("the difference is gone: %s", output).isNotEqualTo(one.ours());
      assertThat(one.reason()).isNotBlank();
    }
  }

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream resource = VerdictComparisonTest.class.getResourceAsStream("verdicts.txt")) {
      String table = new String(Objects.requireNonNull(resource).readAllBytes(), ISO_8859_1);
      for (String part : table.split("(?m)^=== ")) {
        int end = part.indexOf('\n');
        if (end < 0 || part.startsWith("#")) {
          continue;
        }
        String[] header = part.substring(0, end).split(" \\| ");
        String body = part.substring(end + 1).replace("TIMEOUTS\n", TIMEOUTS).stripTrailing();
        cases.add(
            new Case(
                header[0],
                body + "\n" + LISTENER,
                header.length > 1 ? header[1] : "",
                header.length > 2 ? header[2] : ""));
      }
    }
    return cases;
  }
}
