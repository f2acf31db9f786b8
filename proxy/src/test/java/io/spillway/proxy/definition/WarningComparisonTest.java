package io.spillway.proxy.definition;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The warnings of the real haproxy and of the loader, their places and their words. */
final class WarningComparisonTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");
  private static final Pattern WARNING =
      Pattern.compile("\\[WARNING\\].* : parsing \\[\\S+:([0-9]+)\\] : (.*)");

  private static final String DEFAULTS =
      """
      defaults
        timeout client 1s
        timeout server 1s
        timeout connect 1s
      """;

  @TempDir private Path directory;

  private void compare(String text, int expected) throws IOException, InterruptedException {
    List<String> ours =
        Configurations.load(text, directory).diagnostics().all().stream()
            .filter(diagnostic -> diagnostic.severity() == Severity.WARNING)
            .map(diagnostic -> diagnostic.position().line() + " " + diagnostic.message())
            .sorted()
            .toList();
    Path file = Files.writeString(directory.resolve("c.cfg"), text, ISO_8859_1);
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "-c", "-f", file.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(process.waitFor()).as(output).isZero();
    Stream<String> theirs =
        WARNING.matcher(output).results().map(found -> found.group(1) + " " + found.group(2));
    assertThat(ours).containsExactlyElementsOf(theirs.sorted().toList()).hasSize(expected);
  }

  @Test
  void rulesThatStandBelowThoseOfALaterStageAreWarnedOf() throws Exception {
    compare(
        DEFAULTS
            + """
              mode http
            listen u
              bind 127.0.0.1:8
              use-server a if TRUE
              use_backend b if TRUE
              redirect location /x
              http-request deny
              monitor fail if TRUE
              tcp-request content accept
              tcp-request session accept
              tcp-request connection accept
              http-response deny
              tcp-response content accept
              server a 127.0.0.1:9
            listen v
              bind 127.0.0.1:10
              use-server a if TRUE
              http-request deny
              use_backend b if TRUE
              tcp-request session accept
              tcp-request connection accept
              use-server a if TRUE
              server a 127.0.0.1:9
            listen w
              bind 127.0.0.1:11
              monitor fail if TRUE
              tcp-request session accept
              tcp-request content accept
              tcp-request session accept
              server a 127.0.0.1:9
            backend b
              redirect location /y
              http-request deny
              tcp-request content accept
              server a 127.0.0.1:9
            """,
        14);
  }

  @Test
  void linesOfHttpAreReplacedWhereItIsNotSpoken() throws Exception {
    compare(
        DEFAULTS
            + """
              log 127.0.0.1:8 local0
              option httplog
            listen t
              mode tcp
              bind 127.0.0.1:8
              server a 127.0.0.1:9
            listen own
              mode tcp
              option httpslog
              bind 127.0.0.1:10
              server a 127.0.0.1:9
            listen plain
              mode tcp
              option tcplog
              bind 127.0.0.1:11
              server a 127.0.0.1:9
            listen written
              mode tcp
              log-format "%ci"
              bind 127.0.0.1:12
              server a 127.0.0.1:9
            listen web
              mode http
              bind 127.0.0.1:13
              server a 127.0.0.1:9
            """,
        2);
  }
}
