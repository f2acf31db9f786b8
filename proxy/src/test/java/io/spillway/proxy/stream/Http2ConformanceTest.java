package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/**
 * HTTP/2 towards clients as h2spec judges it, its strict cases included. The program is the one for
 * Linux that h2spec's Maven plugin carries along.
 */
@EnabledOnOs(value = LINUX, architectures = "amd64")
class Http2ConformanceTest {
  private static final String PROGRAM = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

  @TempDir static Path directory;

  @BeforeAll
  static void unpack() throws Exception {
    Path archive = directory.resolve("h2spec.tar.gz");
    try (InputStream carried = Http2ConformanceTest.class.getResourceAsStream(PROGRAM)) {
      assertThat(carried).as("%s among the test's resources", PROGRAM).isNotNull();
      Files.copy(carried, archive);
    }
    run("tar", "-xzf", archive.toString(), "-C", directory.toString());
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static void assertAllCasesPass(String bindWords, String... clientWords) throws Exception {
    try (Origin origin = Origin.answering("x".repeat(1000));
        RunningProxy proxy =
            RunningProxy.of(
                """
                defaults
                  mode http
                  timeout client 20s
                  timeout server 20s
                  timeout connect 20s
                listen l
                  bind 127.0.0.1:@port@ %s
                  server s %s
                """
                    .formatted(bindWords, origin.address()))) {
      List<String> command = new ArrayList<>();
      command.add(directory.resolve("h2spec").toString());
      command.addAll(List.of("--strict", "--timeout", "10", "--host", "127.0.0.1"));
      command.addAll(List.of("--port", Integer.toString(proxy.port())));
      command.addAll(List.of(clientWords));
      assertThat(run(command.toArray(String[]::new)))
          .contains("146 tests, 146 passed, 0 skipped, 0 failed");
    }
  }

  @Test
  void everyCasePassesWithPriorKnowledge() throws Exception {
    assertAllCasesPass("proto h2");
  }

  @Test
  void everyCasePassesOverTls() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    assertAllCasesPass("ssl crt " + file + " alpn h2", "--tls", "--insecure");
  }
}
