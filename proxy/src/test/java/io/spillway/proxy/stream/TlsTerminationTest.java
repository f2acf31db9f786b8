package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTerminationTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
      frontend f
        log @log@
        option httplog
        bind 127.0.0.1:@port@ ssl %s
        http-request return status 200 content-type text/plain lf-string "%%[ssl_fc] %%[ssl_fc_protocol] %%[ssl_fc_cipher] %%[ssl_fc_sni] %%[ssl_fc_alpn] %%[ssl_f_s_dn(CN)] %%[ssl_f_s_dn] %%[ssl_f_sig_alg]"
      """;

  @TempDir Path directory;

  private RunningProxy proxy(String words) throws Exception {
    return RunningProxy.of(CONFIGURATION.formatted(words));
  }

  private static SSLSocket connect(RunningProxy proxy, String name, String... protocols)
      throws Exception {
    SSLSocket socket =
        (SSLSocket)
            TestCertificates.trusting()
                .createSocket(new Socket("127.0.0.1", proxy.port()), name, proxy.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String get(SSLSocket socket) throws Exception {
    socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  private static String offered(SSLSocket socket) throws Exception {
    socket.startHandshake();
    X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName()
        + " "
        + certificate.getPublicKey().getAlgorithm();
  }

  @Test
  void requestsComeThroughAndRulesSeeWhatWasAgreedOn() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (RunningProxy proxy = proxy("crt " + file)) {
      try (SSLSocket socket = connect(proxy, "www.example.com", "TLSv1.3")) {
        assertThat(get(socket))
            .matches(
                "1 TLSv1.3 TLS_AES_\\d+_GCM_SHA\\d+ www.example.com  www.example.com"
                    + " /C=XX/O=Test/CN=www.example.com RSA-SHA256");
      }
      assertThat(proxy.logLine()).contains(" f~ f/<NOSRV> ");
      try (SSLSocket socket = connect(proxy, "www.example.com", "TLSv1.2")) {
        assertThat(get(socket)).startsWith("1 TLSv1.2 ECDHE-RSA-AES");
      }
    }
  }

  /** A connection that sends a header together with the first bytes that are written to it. */
  private static final class Headed extends Socket {
    private static final byte[] HEADER =
        "PROXY TCP4 192.0.2.7 192.0.2.8 4711 443\r\n".getBytes(StandardCharsets.US_ASCII);

    private boolean isBegun;

    Headed(int port) throws IOException {
      super("127.0.0.1", port);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream below = super.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
          ByteArrayOutputStream packet = new ByteArrayOutputStream();
          if (!isBegun) {
            isBegun = true;
            packet.writeBytes(HEADER);
          }
          packet.write(bytes, from, count);
          below.write(packet.toByteArray());
        }
      };
    }
  }

  @Test
  void aHandshakeMayFollowAProxyHeaderInTheSamePacket() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (RunningProxy proxy = proxy("accept-proxy crt " + file)) {
      Socket plain = new Headed(proxy.port());
      try (SSLSocket socket =
          (SSLSocket) TestCertificates.trusting().createSocket(plain, "a", proxy.port(), true)) {
        assertThat(get(socket)).contains("TLSv1.3");
      }
      assertThat(proxy.logLine()).startsWith("192.0.2.7:4711 ");
    }
  }

  @Test
  void aHandshakeMayFollowAProxyHeader() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (RunningProxy proxy = proxy("accept-proxy crt " + file)) {
      Socket plain = new Socket("127.0.0.1", proxy.port());
      plain
          .getOutputStream()
          .write("PROXY TCP4 192.0.2.7 192.0.2.8 4711 443\r\n".getBytes(StandardCharsets.US_ASCII));
      try (SSLSocket socket =
          (SSLSocket) TestCertificates.trusting().createSocket(plain, "a", proxy.port(), true)) {
        assertThat(get(socket)).contains("TLSv1.3");
      }
      assertThat(proxy.logLine()).startsWith("192.0.2.7:4711 ");
    }
  }

  @Test
  void anOlderVersionThanAllowedIsRefusedAndLogged() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (RunningProxy proxy = proxy("crt " + file + " ssl-min-ver TLSv1.3")) {
      try (SSLSocket socket = connect(proxy, "www.example.com", "TLSv1.2")) {
        Assertions.assertThatThrownBy(socket::startHandshake)
            .isInstanceOf(SSLHandshakeException.class);
      }
      assertThat(proxy.logLine()).endsWith(" f/1: SSL handshake failure");
    }
  }

  @Test
  void whatIsNoHandshakeIsLoggedAndClosed() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    try (RunningProxy proxy = proxy("crt " + file)) {
      try (Client client = proxy.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        client.readAll();
      }
      assertThat(proxy.logLine()).endsWith(" f/1: SSL handshake failure");
      proxy.connect().close();
      assertThat(proxy.logLine()).endsWith(" f/1: Connection closed during SSL handshake");
    }
  }

  @Test
  void aNameGetsItsOwnCertificateBeforeAWildcardAndTheFirstOneOtherwise() throws Exception {
    TestCertificates.make(directory, "first.example.org", "rsa:2048");
    Path first = directory.resolve("first.example.org.rs.pem");
    Path wild = TestCertificates.make(directory, "*.example.com", "rsa:2048");
    Path own = TestCertificates.make(directory, "www.example.com", "ec:prime256v1");
    try (RunningProxy proxy = proxy("crt " + first + " crt " + wild + " crt " + own)) {
      try (SSLSocket socket = connect(proxy, "www.example.com")) {
        assertThat(offered(socket)).isEqualTo("CN=www.example.com,O=Test,C=XX EC");
      }
      try (SSLSocket socket = connect(proxy, "shop.example.com")) {
        assertThat(offered(socket)).isEqualTo("CN=*.example.com,O=Test,C=XX RSA");
      }
      try (SSLSocket socket = connect(proxy, "a.b.example.com")) {
        assertThat(offered(socket)).isEqualTo("CN=first.example.org,O=Test,C=XX RSA");
      }
    }
  }

  @Test
  void withStrictSniAnUnknownNameIsRefused() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    Path list = directory.resolve("list.txt");
    Files.writeString(list, "# comment\n" + file + " shop.example.com !www.example.com\n");
    try (RunningProxy proxy = proxy("crt-list " + list + " strict-sni")) {
      try (SSLSocket socket = connect(proxy, "shop.example.com")) {
        assertThat(offered(socket)).startsWith("CN=www.example.com");
      }
      try (SSLSocket socket = connect(proxy, "www.example.com")) {
        Assertions.assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void aDirectoryIsReadAndAnOldKeyFormIsUnderstood() throws Exception {
    Path certificates = Files.createDirectory(directory.resolve("certificates"));
    Path file = TestCertificates.make(certificates, "www.example.com", "ec:prime256v1");
    Path key = directory.resolve("key");
    TestCertificates.run(List.of("openssl", "ec", "-in", file.toString(), "-out", key.toString()));
    String text = Files.readString(file);
    Files.writeString(
        file, text.substring(0, text.indexOf("-----BEGIN PRIVATE KEY")) + Files.readString(key));
    assertThat(Files.readString(file)).contains("BEGIN EC PRIVATE KEY");
    try (RunningProxy proxy = proxy("crt " + certificates)) {
      try (SSLSocket socket = connect(proxy, "www.example.com")) {
        assertThat(get(socket)).contains("TLSv1.3");
      }
    }
  }

  @Test
  void whatCannotBeLoadedIsNamed() throws Exception {
    Path file = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    Path without = directory.resolve("without.pem");
    String text = Files.readString(file);
    Files.writeString(without, text.substring(0, text.indexOf("-----BEGIN PRIVATE KEY")));
    assertThat(alerts("crt /nonexistent.pem")).contains("unable to read '/nonexistent.pem'");
    assertThat(alerts("crt " + without)).contains("no private key found in '" + without + "'");
    assertThat(alerts("")).contains("no SSL certificate specified (use 'crt')");
    assertThat(alerts("crt " + file + " verify required"))
        .contains("verify is enabled but no CA file specified");
    assertThat(alerts("crt " + file + " verify sometimes"))
        .contains("unknown verify method 'sometimes', only 'none', 'optional', and 'required'");
    assertThat(alerts("crt " + file + " ssl-min-ver TLSv9"))
        .contains("'TLSv9' : unknown ssl/tls version");
  }

  private static String alerts(String words) {
    return Configurations.load(
            CONFIGURATION
                .formatted(words)
                .replace("@port@", "1")
                .replace("@log@", "127.0.0.1 local0"))
        .messages()
        .toString();
  }
}
