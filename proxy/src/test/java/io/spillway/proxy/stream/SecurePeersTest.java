package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.peer.PeersRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers over TLS, with HAProxy on the other side. */
class SecurePeersTest {
  private static final String COMMON =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      peers p
        default-server ssl verify none
        bind 127.0.0.1:%d ssl crt %s
        server %s
        server %s 127.0.0.1:%d
      frontend f
        %s
        http-request track-sc0 src table t
        http-request sc-inc-gpc0(0)
        http-request return status 200
      backend t
        stick-table type ip size 1k store gpc0 peers p
      """;

  @TempDir Path directory;

  private static PeersRuntime peers(RunningProxy proxy) {
    return Objects.requireNonNull(proxy.runtime().peers());
  }

  private static boolean hasFailed(RunningProxy proxy) {
    String text = peers(proxy).describe("p", false);
    return text.contains("(remote,inactive)") && text.contains("last_status=CONN");
  }

  private static String entry(HaproxyProcess haproxy) {
    try {
      return haproxy.command("show table t");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tablesGoBothWaysOverTls() throws Exception {
    Path certificate = TestCertificates.make(directory, "peer.example", "rsa:2048");
    int here = RunningProxy.freePort();
    int there = RunningProxy.freePort();
    Path own = HaproxyProcess.directory();
    try (HaproxyProcess haproxy =
            new HaproxyProcess(
                own,
                "  localpeer b\n"
                    + COMMON.formatted(there, certificate, "b", "a", here, "bind unix@DIR/web"));
        RunningProxy proxy =
            RunningProxy.of(
                "global\n  localpeer a\n"
                    + COMMON.formatted(
                        here, certificate, "a", "b", there, "bind 127.0.0.1:@port@"))) {
      RunningProxy.await(() -> peers(proxy).describe("p", false).contains("xprt=SSL"));
      RunningProxy.await(() -> peers(proxy).connected() == 1);
      assertThat(proxy.exchange("GET / HTTP/1.0\r\n\r\n")).contains(" 200 OK\r\n");
      RunningProxy.await(() -> entry(haproxy).contains("gpc0=1"));
      haproxy.command("set table t key 192.0.2.9 data.gpc0 77");
      RunningProxy.await(
          () -> Objects.requireNonNull(proxy.runtime().tables().table("t")).count() == 2);
    } finally {
      Files.deleteIfExists(own.resolve("web"));
    }
  }

  @Test
  void aPeerWhoseCertificateIsNotTrustedIsNotConnected() throws Exception {
    Path certificate = TestCertificates.make(directory, "peer.example", "rsa:2048");
    Path other = TestCertificates.make(directory, "other.example", "rsa:2048");
    int here = RunningProxy.freePort();
    int there = RunningProxy.freePort();
    String strict = COMMON.replace("verify none", "verify required ca-file " + other);
    try (RunningProxy second =
            RunningProxy.of(
                "global\n  localpeer b\n"
                    + strict.formatted(
                        there, certificate, "b", "a", here, "bind 127.0.0.1:@port@"));
        RunningProxy first =
            RunningProxy.of(
                "global\n  localpeer a\n"
                    + strict.formatted(
                        here, certificate, "a", "b", there, "bind 127.0.0.1:@port@"))) {
      RunningProxy.await(() -> hasFailed(first) && hasFailed(second));
      assertThat(peers(first).connected()).isZero();
      assertThat(peers(second).connected()).isZero();
      assertThat(first.exchange("GET / HTTP/1.0\r\n\r\n")).contains(" 200 OK\r\n");
    }
  }
}
