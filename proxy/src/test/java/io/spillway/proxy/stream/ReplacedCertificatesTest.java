package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.TlsException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that change while connections use them. */
class ReplacedCertificatesTest {
  private static final String DEFAULTS =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      """;

  private static final int CLIENTS = 8;
  private static final int REPLACEMENTS = 300;

  @TempDir Path directory;

  /** What a new connection is answered with; its certificate's name goes in front. */
  private static String exchange(RunningProxy proxy) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificates.trusting()
                .createSocket(new Socket("127.0.0.1", proxy.port()), "a", proxy.port(), true)) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".getBytes("US-ASCII"));
      String response =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName().split(",")[0]
          + " "
          + response.substring(0, Math.min(response.length(), 12));
    }
  }

  @Test
  void noHandshakeAndNoRequestFailsWhileACertificateIsReplaced() throws Exception {
    Path first = TestCertificates.make(directory, "first.example.com", "rsa:2048");
    Path second = TestCertificates.make(directory, "second.example.com", "ec:prime256v1");
    List<String> texts = List.of(Files.readString(second), Files.readString(first));
    try (RunningProxy proxy =
        RunningProxy.of(
            DEFAULTS
                + """
                frontend f
                  bind 127.0.0.1:@port@ ssl crt %s
                  http-request return status 200
                """
                    .formatted(first))) {
      CertificateStore store = proxy.runtime().certificates();
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      Set<String> answers = ConcurrentHashMap.newKeySet();
      AtomicInteger exchanges = new AtomicInteger();
      AtomicInteger done = new AtomicInteger();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            Thread.startVirtualThread(
                () -> {
                  while (done.get() < REPLACEMENTS && failures.isEmpty()) {
                    try {
                      answers.add(exchange(proxy));
                      exchanges.incrementAndGet();
                    } catch (Exception e) {
                      failures.add(e);
                    }
                  }
                }));
      }
      for (int i = 0; i < REPLACEMENTS; i++) {
        int before = exchanges.get();
        store.set(first.toString(), texts.get(i % 2));
        assertThat(store.commit(first.toString())).isOne();
        RunningProxy.await(() -> exchanges.get() > before || !failures.isEmpty());
        done.incrementAndGet();
      }
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failures).isEmpty();
      assertThat(answers)
          .containsExactlyInAnyOrder(
              "CN=first.example.com HTTP/1.1 200", "CN=second.example.com HTTP/1.1 200");
    }
  }

  @Test
  void whatCannotBeLoadedLeavesTheOldCertificate() throws Exception {
    Path first = TestCertificates.make(directory, "first.example.com", "rsa:2048");
    String second =
        Files.readString(TestCertificates.make(directory, "second.example.com", "rsa:2048"));
    String mixed =
        second.substring(0, second.indexOf("-----BEGIN PRIVATE"))
            + Files.readString(first).substring(Files.readString(first).indexOf("-----BEGIN PRIV"));
    try (RunningProxy proxy =
        RunningProxy.of(
            DEFAULTS
                + """
                frontend f
                  bind 127.0.0.1:@port@ ssl crt %s
                  http-request return status 200
                """
                    .formatted(first))) {
      CertificateStore store = proxy.runtime().certificates();
      store.set(first.toString(), mixed);
      assertThatThrownBy(() -> store.commit(first.toString()))
          .isInstanceOf(TlsException.class)
          .hasMessage("inconsistencies between private key and certificate loaded '" + first + "'");
      assertThat(exchange(proxy)).startsWith("CN=first.example.com ");
      store.set(first.toString(), second);
      store.commit(first.toString());
      assertThat(exchange(proxy)).startsWith("CN=second.example.com ");
    }
  }

  @Test
  void serversAreShownTheNewCertificate() throws Exception {
    Path server = TestCertificates.make(directory, "server.example.com", "rsa:2048");
    Path first = TestCertificates.make(directory, "first.example.com", "rsa:2048");
    Path second = TestCertificates.make(directory, "second.example.com", "rsa:2048");
    Path both = directory.resolve("both.pem");
    Files.writeString(both, Files.readString(first) + Files.readString(second));
    try (RunningProxy origin =
            RunningProxy.of(
                DEFAULTS
                    + """
                    frontend f
                      bind 127.0.0.1:@port@ ssl crt %s verify required ca-file %s
                      http-request return status 200 content-type a/b lf-string "%%[ssl_c_s_dn(CN)]"
                    """
                        .formatted(server, both));
        RunningProxy proxy =
            RunningProxy.of(
                DEFAULTS
                    + """
                    listen l
                      bind 127.0.0.1:@port@
                      http-reuse never
                      server s 127.0.0.1:%d ssl verify none crt %s
                    """
                        .formatted(origin.port(), first))) {
      String request = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
      assertThat(proxy.exchange(request)).endsWith("first.example.com");
      CertificateStore store = proxy.runtime().certificates();
      store.set(first.toString(), Files.readString(second));
      assertThat(store.commit(first.toString())).isOne();
      assertThat(proxy.exchange(request)).endsWith("second.example.com");
    }
  }
}
