package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.HaproxyProcess;
import io.spillway.proxy.definition.Configurations;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsToServersTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
        timeout server 20s
        timeout connect 20s
        retries 0
      frontend f
        %s
        log-format "%%ST %%ts"
        default_backend b
      backend b
        http-response set-header x-tls "%%[ssl_bc] %%[ssl_bc_protocol] %%[ssl_s_s_dn(CN)]"
        %s
        server s %s %s
      """;

  @TempDir static Path directory;
  private static Path certificate;
  private static Path stranger;
  private static SecureWebServer origin;

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificates.make(directory, "www.example.com", "rsa:2048");
    stranger = TestCertificates.make(directory, "other.example.org", "ec:prime256v1");
    origin = new SecureWebServer(directory, certificate);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static RunningProxy proxy(String backend, String words) throws Exception {
    return RunningProxy.of(
        CONFIGURATION.formatted(
            "log @log@\n  bind 127.0.0.1:@port@", backend, origin.address(), words));
  }

  private static String request(String host) {
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  }

  private static String body(String response) {
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  /** What of an answer does not depend on when it came. */
  private static List<String> lasting(String response) {
    return response
        .replaceAll("> [r.] <", "> <")
        .replaceAll("(?i)\r\n(date|x-tls): [^\r]*", "")
        .replaceAll("> \\d+$", ">")
        .toLowerCase(java.util.Locale.ROOT)
        .lines()
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl verify none",
        "ssl verify required ca-file @own@",
        "ssl verify required ca-file @own@ sni str(www.example.com)",
        "ssl verify required ca-file @own@ sni req.hdr(host)",
        "ssl verify required ca-file @own@ sni str(shop.example.com)",
        "ssl verify required ca-file @own@ verifyhost www.example.com",
        "ssl verify required ca-file @own@ verifyhost shop.example.com",
        "ssl verify required ca-file @own@ verifyhost shop.example.com sni str(www.example.com)",
        "ssl verify required ca-file @stranger@",
        "ssl verify none crt @stranger@",
        "ssl verify none force-tlsv12",
        "ssl verify none ciphers ECDHE-RSA-AES256-GCM-SHA384 ssl-max-ver TLSv1.2",
        "ssl verify none ciphers ECDHE-ECDSA-AES256-GCM-SHA384 ssl-max-ver TLSv1.2",
        "ssl verify none alpn http/1.1",
        "",
      })
  void answersAndTerminationCodesAreHaproxys(String words) throws Exception {
    String filled =
        words.replace("@own@", certificate.toString()).replace("@stranger@", stranger.toString());
    String theirs;
    String theirLine;
    String configuration =
        CONFIGURATION.formatted("log global\n  bind unix@DIR/front", "", origin.address(), filled);
    try (HaproxyProcess haproxy = new HaproxyProcess(HaproxyProcess.directory(), configuration)) {
      theirs = haproxy.exchange("front", request("www.example.com"));
      theirLine = haproxy.output().take();
      while (!theirLine.matches("\\d{3} ..")) {
        theirLine = haproxy.output().take();
      }
    }
    // That haproxy is older than the name which nobody asked for.
    try (RunningProxy proxy = proxy("", filled + " no-sni-auto")) {
      assertThat(lasting(proxy.exchange(request("www.example.com")))).isEqualTo(lasting(theirs));
      assertThat(proxy.logLine()).isEqualTo(theirLine);
    }
  }

  @Test
  void aServerIsAskedForTheRequestsHostWhereItsLineSaysNothingElse() throws Exception {
    String verified = "ssl verify required ca-file " + certificate;
    try (RunningProxy proxy = proxy("", verified)) {
      assertThat(body(proxy.exchange(request("any.example.org:8443"))))
          .startsWith("<any.example.org> ");
      for (String noName : List.of("127.0.0.1", "[::1]:80", "www.example.com.")) {
        assertThat(body(proxy.exchange(request(noName)))).as(noName).startsWith("<> ");
      }
    }
    try (RunningProxy proxy = proxy("", verified + " no-sni-auto")) {
      assertThat(body(proxy.exchange(request("www.example.com")))).startsWith("<> ");
    }
    try (RunningProxy proxy = proxy("default-server no-sni-auto", verified)) {
      assertThat(body(proxy.exchange(request("www.example.com")))).startsWith("<> ");
    }
    try (RunningProxy proxy = proxy("", verified + " sni str(fixed.example.com) no-sni")) {
      assertThat(body(proxy.exchange(request("www.example.com")))).startsWith("<www.example.com> ");
    }
  }

  @Test
  void aCertificateMustBeForTheRequestsHostOnlyWhereALineSaysSo() throws Exception {
    String verified = "ssl verify required ca-file " + certificate;
    try (RunningProxy proxy = proxy("", verified)) {
      assertThat(proxy.exchange(request("other.example.com"))).startsWith("HTTP/1.1 200 ");
    }
    try (RunningProxy proxy = proxy("", verified + " verifyhost shop.example.com")) {
      assertThat(proxy.exchange(request("www.example.com"))).startsWith("HTTP/1.1 503 ");
    }
    try (RunningProxy proxy = proxy("", verified + " sni-auto")) {
      assertThat(proxy.exchange(request("www.example.com"))).startsWith("HTTP/1.1 200 ");
      assertThat(proxy.exchange(request("other.example.com"))).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void rulesSeeWhatWasAgreedOnWithTheServer() throws Exception {
    try (RunningProxy proxy = proxy("", "ssl verify none ssl-max-ver TLSv1.2")) {
      assertThat(proxy.exchange(request("a")))
          .containsIgnoringCase("\r\nx-tls: 1 TLSv1.2 www.example.com\r\n");
    }
  }

  @Test
  void anIdleConnectionIsUsedForTheSameNameAlone() throws Exception {
    try (RunningProxy proxy = proxy("http-reuse always", "ssl verify none sni req.hdr(host)")) {
      String first = body(proxy.exchange(request("a.example.com")));
      String other = body(proxy.exchange(request("b.example.com")));
      assertThat(other).startsWith("<b.example.com> ");
      assertThat(body(proxy.exchange(request("a.example.com")))).isEqualTo(first);
      assertThat(body(proxy.exchange(request("b.example.com")))).isEqualTo(other);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-sni-auto ssl-max-ver TLSv1.2", "no-sni-auto ssl-min-ver TLSv1.3"})
  void sessionsAreResumedUnlessTheyShallNotBe(String version) throws Exception {
    try (RunningProxy proxy = proxy("http-reuse never", "ssl verify none " + version)) {
      assertThat(body(proxy.exchange(request("a")))).contains("<> . <");
      assertThat(body(proxy.exchange(request("a")))).contains("<> r <");
    }
    try (RunningProxy proxy =
        proxy("http-reuse never", "ssl verify none no-ssl-reuse " + version)) {
      assertThat(body(proxy.exchange(request("a")))).contains("<> . <");
      assertThat(body(proxy.exchange(request("a")))).contains("<> . <");
    }
  }

  @Test
  void sessionsOfServersThatKeepNoneAreResumedByTickets() throws Exception {
    String front = "log @log@\n  bind 127.0.0.1:@port@";
    try (SecureWebServer server =
        new SecureWebServer(
            directory, certificate, "", "ssl_session_cache off; ssl_session_tickets on;")) {
      String words = "ssl verify none no-sni-auto ssl-max-ver TLSv1.2";
      try (RunningProxy proxy =
          RunningProxy.of(
              CONFIGURATION.formatted(front, "http-reuse never", server.address(), words))) {
        assertThat(body(proxy.exchange(request("a")))).contains("<> . <");
        assertThat(body(proxy.exchange(request("a")))).contains("<> r <");
      }
      try (RunningProxy proxy =
          RunningProxy.of(
              CONFIGURATION.formatted(
                  front, "http-reuse never", server.address(), words + " no-tls-tickets"))) {
        assertThat(body(proxy.exchange(request("a")))).contains("<> . <");
        assertThat(body(proxy.exchange(request("a")))).contains("<> . <");
      }
    }
  }

  @Test
  void aServerGetsASecondHandshakeOnlyWhereItsLineSaysSo() throws Exception {
    assertThat(renegotiated("ssl verify none renegotiate")).isEqualTo("hello");
    assertThat(renegotiated("ssl verify none")).isEmpty();
    assertThat(renegotiated("ssl verify none no-renegotiate")).isEmpty();
  }

  /** What comes of a line that a server sends after it has asked for a handshake. */
  private static String renegotiated(String words) throws Exception {
    int port = RunningProxy.freePort();
    Process server =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-tls1_2",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                certificate.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = server.inputReader();
        BufferedWriter typed = server.outputWriter();
        RunningProxy proxy =
            RunningProxy.of(
                """
                listen l
                  mode tcp
                  bind 127.0.0.1:@port@
                  timeout connect 20s
                  timeout client 20s
                  timeout server 20s
                  server s 127.0.0.1:%d %s
                """
                    .formatted(port, words))) {
      awaitLine(said, "ACCEPT");
      try (Client client = proxy.connect()) {
        awaitLine(said, "CIPHER is");
        typed.write("r\n");
        typed.flush();
        awaitLine(said, "SSL_do_handshake");
        typed.write("hello\n");
        typed.flush();
        String line =
            new BufferedReader(
                    new InputStreamReader(
                        client.socket().getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        return line == null ? "" : line;
      }
    } catch (SocketException e) {
      return "";
    } finally {
      server.destroyForcibly();
    }
  }

  private static void awaitLine(BufferedReader from, String start) throws IOException {
    String line = from.readLine();
    while (line != null && !line.startsWith(start)) {
      line = from.readLine();
    }
  }

  @Test
  void aRevokedCertificateIsRefused() throws Exception {
    Path authority = TestCertificates.make(directory, "authority", "rsa:2048");
    Path settings = directory.resolve("ca.cnf");
    Files.writeString(
        settings,
        """
        [ca]
        default_ca = own
        [own]
        database = %1$s/index
        new_certs_dir = %1$s
        serial = %1$s/serial
        certificate = %2$s
        private_key = %2$s
        default_md = sha256
        default_days = 2
        default_crl_days = 2
        policy = any
        [any]
        commonName = supplied
        """
            .formatted(directory, authority));
    Files.writeString(directory.resolve("index"), "");
    Files.writeString(directory.resolve("serial"), "01\n");
    openssl("req -new -newkey rsa:2048 -nodes -subj /CN=signed -keyout @/key -out @/request");
    openssl("ca -batch -config @/ca.cnf -in @/request -out @/signed");
    openssl("ca -config @/ca.cnf -gencrl -out @/none.crl");
    openssl("ca -config @/ca.cnf -revoke @/signed");
    openssl("ca -config @/ca.cnf -gencrl -out @/one.crl");
    Path pem = directory.resolve("signed.pem");
    Files.writeString(
        pem,
        Files.readString(directory.resolve("signed")) + Files.readString(directory.resolve("key")));
    String words = " ssl verify required ca-file " + authority + " crl-file " + directory;
    try (SecureWebServer server = new SecureWebServer(directory, pem)) {
      String front = "log @log@\n  bind 127.0.0.1:@port@";
      try (RunningProxy proxy =
          RunningProxy.of(
              CONFIGURATION.formatted(front, "", server.address(), words + "/none.crl"))) {
        assertThat(proxy.exchange(request("a"))).startsWith("HTTP/1.1 200 ");
      }
      try (RunningProxy proxy =
          RunningProxy.of(
              CONFIGURATION.formatted(front, "", server.address(), words + "/one.crl"))) {
        assertThat(proxy.exchange(request("a"))).startsWith("HTTP/1.1 503 ");
        assertThat(proxy.logLine()).isEqualTo("503 SC");
      }
    }
  }

  private static void openssl(String arguments) throws IOException, InterruptedException {
    TestCertificates.run(
        List.of(("openssl " + arguments.replace("@", directory.toString())).split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssl verify none|",
        "ssl verify required ca-file @own@ check-sni www.example.com|",
        "ssl verify required ca-file @stranger@|",
        "ssl verify none|option httpchk",
        "ssl verify none|option tcp-check\n  tcp-check connect default",
        "ssl verify none|option tcp-check\n  tcp-check connect",
        "ssl verify none|option httpchk\n"
            + "  http-check connect ssl sni www.example.com\n"
            + "  http-check send meth GET uri /",
        "ssl verify none|option httpchk\n"
            + "  http-check connect ssl alpn h2\n"
            + "  http-check send meth GET uri /",
        "ssl verify none|option httpchk\n"
            + "  http-check connect ssl alpn http/1.1 proto h1\n"
            + "  http-check send meth GET uri /",
        "ssl verify none|option tcp-check\n  tcp-check connect ssl alpn http/1.1 proto none",
        "ssl verify none no-check-ssl|",
        "check-ssl verify none|",
      })
  void checksEndAsHaproxys(String words) throws Exception {
    String[] parts = words.split("\\|", 2);
    String server =
        "check inter 1s rise 1 fall 1 "
            + parts[0]
                .replace("@own@", certificate.toString())
                .replace("@stranger@", stranger.toString());
    String backend = "option log-health-checks\n  " + parts[1];
    String theirs;
    try (HaproxyProcess haproxy =
        new HaproxyProcess(
            HaproxyProcess.directory(),
            CONFIGURATION.formatted(
                "log global\n  bind unix@DIR/front",
                "log global\n  " + backend,
                origin.address(),
                server))) {
      theirs = haproxy.output().take();
      while (!theirs.startsWith("Health check for")) {
        theirs = haproxy.output().take();
      }
    }
    try (RunningProxy proxy = proxy("log @log@\n  " + backend, server)) {
      assertThat(withoutDuration(proxy.logLine())).isEqualTo(withoutDuration(theirs));
    }
  }

  private static String withoutDuration(String line) {
    return line.replaceAll("duration: \\d+ms", "duration");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(alerts("ssl")).contains("verify is enabled by default but no CA file specified");
    assertThat(alerts("ssl verify required")).contains("verify is enabled but no CA file");
    assertThat(alerts("ssl verify optional"))
        .contains("unknown verify method 'optional', only 'none' and 'required' are supported");
    assertThat(alerts("ssl verify none crt /nonexistent.pem"))
        .contains("unable to read '/nonexistent.pem'");
    assertThat(alerts("proto")).contains("'server b/s' : 'proto' : missing value.");
    assertThat(alerts("proto h3")).contains("'proto' :  unknown MUX protocol 'h3'.");
    assertThat(alerts("ws h3")).contains("'ws' has to be 'auto', 'h1' or 'h2'.");
    assertThat(alerts("proto none")).contains("MUX protocol 'none' is not usable for server 's'");
    assertThat(alerts("check check-proto h2"))
        .contains("server 's' uses an incompatible MUX protocol for the selected check type");
  }

  private static String alerts(String words) {
    return Configurations.load(
            CONFIGURATION.formatted("bind 127.0.0.1:1", "", "127.0.0.1:2", words))
        .messages()
        .toString();
  }
}
