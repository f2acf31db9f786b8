package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code option httpslog} and the fetches of failed connections, beside haproxy. */
class HttpsLogTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
        option httpslog
        error-log-format "%%ci %%[fc_err] %%[fc_err_str]"
      frontend f
        log %s
        bind 127.0.0.1:%s ssl crt %s ssl-min-ver TLSv1.2
        http-request return status 200
      frontend g
        log %1$s
        bind 127.0.0.1:%s accept-proxy
        http-request return status 200
      """;
  private static final String CIPHER = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

  @TempDir Path directory;

  @FunctionalInterface
  private interface Line {
    String next() throws Exception;
  }

  @Test
  void linesAreThoseOfHaproxy() throws Exception {
    Path certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    List<String> ours;
    int plain = RunningProxy.freePort();
    try (RunningProxy proxy =
        RunningProxy.of(CONFIGURATION.formatted("@log@", "@port@", certificate, plain))) {
      ours = lines(proxy.port(), plain, proxy::logLine);
    }
    assertThat(ours).containsExactlyElementsOf(haproxysLines(certificate));
    assertThat(ours.get(1)).endsWith("/0/0/1 www.example.com/TLSv1.2/ECDHE-RSA-AES128-GCM-SHA256");
  }

  private List<String> haproxysLines(Path certificate) throws Exception {
    int tls = RunningProxy.freePort();
    int plain = RunningProxy.freePort();
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(
        file, CONFIGURATION.formatted("stdout format raw local0", tls, certificate, plain));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(haproxy.getInputStream(), StandardCharsets.ISO_8859_1))) {
      awaitListener(plain);
      out.readLine(); // the line of the connection that found it ready
      return lines(tls, plain, out::readLine);
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  private static void awaitListener(int port) throws Exception {
    while (true) {
      try {
        new Socket("127.0.0.1", port).close();
        return;
      } catch (ConnectException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static List<String> lines(int tls, int plain, Line line) throws Exception {
    List<String> lines = new ArrayList<>();
    SSLSocketFactory factory = TestCertificates.trusting();
    for (int i = 0; i < 2; i++) { // the second one resumes the session of the first
      try (SSLSocket socket = connect(factory, tls, "TLSv1.2")) {
        socket.setEnabledCipherSuites(new String[] {CIPHER});
        exchange(socket, "");
      }
      lines.add(line.next());
    }
    try (Socket socket = new Socket("127.0.0.1", plain)) {
      exchange(socket, "PROXY TCP4 192.0.2.7 192.0.2.8 4711 443\r\n");
    }
    lines.add(line.next());
    try (Socket socket = new Socket("127.0.0.1", tls)) {
      exchange(socket, "");
    }
    lines.add(line.next());
    try (SSLSocket socket = connect(factory, tls, "TLSv1.2")) {
      socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
      Assertions.assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class);
    }
    lines.add(line.next());
    new Socket("127.0.0.1", tls).close();
    lines.add(line.next());
    for (String header : List.of("GET / HTTP/1.0\r\n\r\n", "PROXY TCP4 x\r\n", "PROXY TCP4 1")) {
      try (Socket socket = new Socket("127.0.0.1", plain)) {
        socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      } catch (java.net.SocketException e) {
        // A reset is as good an end.
      }
      lines.add(line.next());
    }
    return lines.stream().map(HttpsLogTest::withoutWhatVaries).toList();
  }

  private static SSLSocket connect(SSLSocketFactory factory, int port, String version)
      throws Exception {
    SSLSocket socket =
        (SSLSocket)
            factory.createSocket(new Socket("127.0.0.1", port), "www.example.com", port, true);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static void exchange(Socket socket, String before) throws Exception {
    socket
        .getOutputStream()
        .write((before + "GET /x HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
  }

  /** The client's port, the date, the times and the count of bytes. */
  private static String withoutWhatVaries(String line) {
    return line.replaceFirst("^127.0.0.1:\\d+ ", "client ")
        .replaceFirst("\\[[^]]*]", "[date]")
        .replaceFirst(" \\d+/-1/-1/-1/\\d+ 200 \\d+ ", " times 200 bytes ");
  }
}
