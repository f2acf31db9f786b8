package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.proxy.HaproxyProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log tells of handshakes that fail. */
class FailedHandshakesTest {
  private static final String FRONTEND =
      """
      defaults
        mode http
        timeout client %s
        error-log-format "%s"
      frontend f
        log %s
        bind 127.0.0.1:%s ssl crt %s
        http-request return status 200
      """;

  private static final String REASON = "%[fc_err] %[fc_err_str]";

  /** A record that says that it has 511 bytes. */
  private static final byte[] BEGUN = {0x16, 0x03, 0x01, 0x01, (byte) 0xFF, 0x01};

  @TempDir Path directory;

  @FunctionalInterface
  private interface Line {
    String next() throws Exception;
  }

  private static void send(int port, byte[] bytes, boolean ends) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(bytes);
      if (ends) {
        socket.shutdownOutput();
      }
      socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      // A reset is as good an end.
    }
  }

  private static List<String> reasons(int port, Line line) throws Exception {
    List<String> reasons = new ArrayList<>();
    send(port, "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), false);
    reasons.add(line.next());
    send(port, BEGUN, false);
    reasons.add(line.next());
    send(port, new byte[0], false);
    reasons.add(line.next());
    send(port, new byte[0], true);
    reasons.add(line.next());
    return reasons;
  }

  @Test
  void reasonsAreThoseOfHaproxy() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    List<String> ours;
    try (RunningProxy proxy =
        RunningProxy.of(FRONTEND.formatted("300ms", REASON, "@log@", "@port@", certificate))) {
      ours = reasons(proxy.port(), proxy::logLine);
    }
    int port = RunningProxy.freePort();
    try (HaproxyProcess haproxy =
        new HaproxyProcess(
            HaproxyProcess.directory(),
            FRONTEND.formatted("300ms", REASON, "global", port, certificate))) {
      assertThat(ours).isEqualTo(reasons(port, haproxy.output()::take));
    }
    assertThat(ours).contains("34 SSL handshake failure", "26 Timeout during SSL handshake");
  }

  @Test
  void theLibrarysWordsAreTold() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (RunningProxy proxy =
        RunningProxy.of(
            FRONTEND.formatted(
                "20s", "%[ssl_fc_err,hex] %[ssl_fc_err_str]", "@log@", "@port@", certificate))) {
      try (SSLSocket socket =
          (SSLSocket)
              TestCertificates.trusting()
                  .createSocket(new Socket("127.0.0.1", proxy.port()), "a", proxy.port(), true)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
      }
      assertThat(proxy.logLine())
          .matches("0*100000B8 error:100000b8:SSL routines:OPENSSL_internal:NO_SHARED_CIPHER");
      new Socket("127.0.0.1", proxy.port()).close();
      assertThat(proxy.logLine()).matches("0+ -?");
    }
  }
}
