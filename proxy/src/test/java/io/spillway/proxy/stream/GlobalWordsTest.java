package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words of the {@code global} section that change how all proxies are run. */
class GlobalWordsTest {
  private static final String PROXY =
      """
      defaults
        mode http
        timeout client 60s
      frontend web
        bind %s
        http-request return status 204
      """;

  @Test
  void threadHardLimitIsTheMostThreads() throws Exception {
    try (RunningProxy proxy =
        RunningProxy.of(
            "global\n  nbthread 3\n  thread-hard-limit 2\n"
                + PROXY.formatted("127.0.0.1:@port@"))) {
      assertThat(proxy.runtime().threads()).isEqualTo(2);
    }
  }

  @Test
  void unixBindGivesSocketsTheirPlaceAndPermissions(@TempDir Path directory) throws Exception {
    String text =
        "global\n  unix-bind prefix "
            + directory
            + " mode 600\n"
            + PROXY.formatted("/plain.sock\n  bind /open.sock mode 666");
    try (RunningProxy proxy = RunningProxy.of(text)) {
      assertThat(permissions(directory.resolve("plain.sock"))).isEqualTo("rw-------");
      assertThat(permissions(directory.resolve("open.sock"))).isEqualTo("rw-rw-rw-");
    }
  }

  private static String permissions(Path socket) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
  }

  @Test
  void maxsessrateLimitsTheSessionsOfAllFrontends() throws Exception {
    int limit = 4;
    int connections = 12;
    try (RunningProxy proxy =
        RunningProxy.of(
            "global\n  nbthread 1\n  maxsessrate "
                + limit
                + "\n"
                + PROXY.formatted("127.0.0.1:@port@"))) {
      for (int i = 0; i < connections; i++) {
        assertThat(proxy.exchange("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 204 ");
      }
      long now = System.nanoTime() / 1_000_000;
      assertThat(proxy.runtime().process().statistics().sessionRate().max(now))
          .isLessThanOrEqualTo(2 * limit);
    }
  }

  /** What the second of two requests is told of the first one, which was answered with a status. */
  private static String counted(String words, int status) throws Exception {
    String listen =
        """
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 60s
        listen web
          bind 127.0.0.1:@port@
          stick-table type ip size 10 expire 1h store http_err_cnt,http_fail_cnt
          http-request track-sc0 src
          http-response set-header x-counts "%[sc_http_err_cnt(0)] %[sc_http_fail_cnt(0)]"
          server s ADDRESS
        """;
    try (Origin origin =
            Origin.answeringWith("HTTP/1.1 " + status + " X\r\ncontent-length: 0\r\n\r\n");
        RunningProxy proxy =
            RunningProxy.of("global\n" + words + listen.replace("ADDRESS", origin.address()))) {
      String answer = proxy.exchange("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      return answer.replaceAll("(?s).*x-counts: ([^\r]*)\r.*", "$1");
    }
  }

  @Test
  void theStatusesThatCountAsErrorsAndFailuresCanBeChosen() throws Exception {
    assertThat(counted("", 404)).isEqualTo("1 0");
    assertThat(counted("", 501)).isEqualTo("0 0");
    assertThat(counted("  http-fail-codes +501\n", 501)).isEqualTo("0 1");
    assertThat(counted("  http-err-codes -404,410 +300-399\n", 404)).isEqualTo("0 0");
    assertThat(counted("  http-err-codes -404,410 +300-399\n", 307)).isEqualTo("1 0");
    assertThat(counted("  http-err-codes 500-599 401\n", 401)).isEqualTo("1 0");
    assertThat(counted("  http-err-codes 500-599 401\n", 500)).isEqualTo("1 1");
    assertThat(counted("  http-err-codes 500-599 401\n", 404)).isEqualTo("0 0");
  }

  /** Whether a relay lives on whose client alone sends, for longer than the server's timeout. */
  private static String relayed(String option) throws Exception {
    try (Origin origin =
            new Origin(
                (connection, number) -> {
                  connection.readUntil("x".repeat(60));
                  connection.send("whole");
                });
        RunningProxy proxy =
            RunningProxy.of(
                """
                listen web
                  mode tcp
                  timeout client 60s
                  timeout server 400ms
                  timeout connect 60s
                  bind 127.0.0.1:@port@
                  %s
                  server s %s
                """
                    .formatted(option, origin.address()));
        Client client = proxy.connect()) {
      long begin = System.nanoTime();
      int sent = 0;
      try {
        while (sent < 60) {
          client.send("x");
          sent++;
          // The traffic itself is the test's clock: a byte every twentieth of a second.
          long next = begin + sent * 20_000_000L;
          RunningProxy.await(() -> System.nanoTime() >= next);
        }
      } catch (IOException e) {
        return "cut off";
      }
      return client.readAll();
    }
  }

  @Test
  void whatIsSentToAServerKeepsItsConnectionUnlessStreamsAreIndependent() throws Exception {
    assertThat(relayed("")).isEqualTo("whole");
    assertThat(relayed("option independent-streams")).isNotEqualTo("whole");
  }
}
