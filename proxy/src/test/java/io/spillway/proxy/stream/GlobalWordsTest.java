package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

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
}
