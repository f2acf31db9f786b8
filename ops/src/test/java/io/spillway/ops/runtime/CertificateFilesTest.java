package io.spillway.ops.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.RunningProxies;
import io.spillway.ops.SampleProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of certificates, authorities, revocations, tickets and OCSP, at run time. */
class CertificateFilesTest {
  private static final String CONFIGURATION =
      """
      global
        stats socket D/haproxy.sock level admin
      defaults
        mode http
        timeout client 20s
      frontend f
        bind unix@D/f ssl crt-list D/list
        bind unix@D/g ssl crt D/certs/ ca-file D/ca.crt verify optional crl-file D/crl tls-ticket-keys D/tk
        bind unix@D/h ssl crt D/o.pem
        http-request return status 200 content-type text/plain lf-string "used=%[ssl_c_used] alpn=%[ssl_fc_alpn]"
      frontend g
        bind unix@D/k ssl crt-list D/list
        http-request return status 200
      """;

  /** {@code D/} is the directory; {@code <<name} a payload of the file. */
  private static final List<String> COMMANDS =
      List.of(
          "show ssl crt-list",
          "show ssl crt-list D/list",
          "show ssl crt-list -n D/list",
          "show ssl crt-list -n",
          "show ssl crt-list D/none",
          "show ssl crt-list D/certs",
          "show ssl crt-list -n D/certs/",
          "add ssl crt-list",
          "add ssl crt-list D/list",
          "add ssl crt-list D/none D/a.pem",
          "add ssl crt-list D/list D/none.pem",
          "add ssl crt-list D/list D/a.pem",
          "new ssl cert D/certs/n.pem",
          "add ssl crt-list D/certs D/certs/n.pem",
          "set ssl cert D/certs/n.pem <<c.pem",
          "commit ssl cert D/certs/n.pem",
          "add ssl crt-list D/certs D/certs/n.pem",
          "add ssl crt-list D/certs/ D/certs/n.pem",
          "show ssl crt-list -n D/certs",
          "add ssl crt-list D/list <<line",
          "show ssl crt-list -n D/list",
          "add ssl crt-list D/list <<unknown",
          "add ssl crt-list D/list <<cut",
          "add ssl crt-list D/list <<unopened",
          "add ssl crt-list D/list <<two",
          "del ssl crt-list",
          "del ssl crt-list D/list",
          "del ssl crt-list D/none D/a.pem",
          "del ssl crt-list D/list D/none.pem",
          "del ssl crt-list D/list D/b.pem",
          "del ssl crt-list D/list D/b.pem:5",
          "del ssl crt-list D/list D/b.pem:99",
          "del ssl crt-list D/list D/a.pem:3",
          "del ssl crt-list D/list D/a.pem",
          "del ssl crt-list D/certs D/certs/b.pem",
          "del ssl cert D/certs/n.pem",
          "del ssl crt-list D/certs D/certs/n.pem",
          "show ssl crt-list -n D/list",
          "show ssl crt-list D/certs",
          "show ssl cert D/o.pem",
          "show ssl ca-file D/ca.crt",
          "show ssl ca-file D/ca.crt:1",
          "show ssl ca-file D/ca.crt:0",
          "show ssl ca-file D/none",
          "show ssl ca-file *D/ca.crt",
          "new ssl ca-file",
          "new ssl ca-file D/ca.crt",
          "new ssl ca-file D/n.crt",
          "new ssl ca-file D/n.crt",
          "set ssl ca-file",
          "set ssl ca-file D/none",
          "set ssl ca-file D/none <<a.crt",
          "set ssl ca-file D/ca.crt <<garbage",
          "commit ssl ca-file",
          "commit ssl ca-file D/ca.crt",
          "abort ssl ca-file",
          "abort ssl ca-file D/ca.crt",
          "set ssl ca-file D/ca.crt <<a.crt",
          "set ssl ca-file D/ca.crt <<both.crt",
          "show ssl ca-file *D/ca.crt",
          "show ssl ca-file *D/ca.crt:2",
          "set ssl ca-file D/n.crt <<a.crt",
          "commit ssl ca-file D/n.crt",
          "abort ssl ca-file D/n.crt",
          "del ssl ca-file D/ca.crt",
          "commit ssl ca-file D/ca.crt",
          "show ssl ca-file D/ca.crt",
          "set ssl ca-file D/ca.crt <<a.crt",
          "abort ssl ca-file D/ca.crt",
          "del ssl ca-file",
          "del ssl ca-file D/ca.crt",
          "del ssl ca-file D/none",
          "del ssl ca-file D/n.crt",
          "show ssl crl-file",
          "show ssl crl-file D/crl",
          "show ssl crl-file D/crl:1",
          "show ssl crl-file D/crl:0",
          "show ssl crl-file D/none",
          "new ssl crl-file",
          "new ssl crl-file D/crl",
          "new ssl crl-file D/n",
          "show ssl crl-file D/n",
          "set ssl crl-file",
          "set ssl crl-file D/none <<crl",
          "set ssl crl-file D/crl <<garbage",
          "commit ssl crl-file",
          "commit ssl crl-file D/crl",
          "abort ssl crl-file D/crl",
          "set ssl crl-file D/crl <<revoked",
          "set ssl crl-file D/crl <<revoked",
          "show ssl crl-file",
          "show ssl crl-file *D/crl",
          "commit ssl crl-file D/n",
          "commit ssl crl-file D/crl",
          "show ssl crl-file D/crl",
          "del ssl crl-file D/crl",
          "del ssl crl-file D/none",
          "del ssl crl-file D/n",
          "show ssl ocsp-response",
          "show ssl ocsp-response none",
          "set ssl ocsp-response",
          "set ssl ocsp-response xx",
          "set ssl ocsp-response YWFhYQo=",
          "set ssl ocsp-response OCSP",
          "set ssl ocsp-response UNKNOWN",
          "show tls-keys",
          "show tls-keys *",
          "show tls-keys #0",
          "show tls-keys none",
          "set ssl tls-key",
          "set ssl tls-key D/tk",
          "set ssl tls-key D/tk xx",
          "set ssl tls-key none KEY",
          "set ssl tls-key D/tk KEY",
          "set ssl tls-key #0 KEY",
          "show tls-keys D/tk");

  private static final String KEY = "A".repeat(64);

  @TempDir private Path directory;
  private TestAuthority authority;

  @BeforeEach
  void writeFiles() throws Exception {
    authority = new TestAuthority(directory);
    for (String name : List.of("a", "b", "c", "o")) {
      authority.issue(name);
    }
    authority.listRevocations("crl");
    authority.respond("o", "o.pem.ocsp");
    authority.run("ca -config ca.cnf -revoke c.crt");
    authority.listRevocations("revoked");
    Files.createDirectory(authority.file("certs"));
    Files.copy(authority.file("b.pem"), authority.file("certs/b.pem"));
    write("both.crt", authority.read("a.crt") + authority.read("b.crt"));
    write("garbage", "garbage\n");
    write("tk", (KEY + "\n").repeat(3));
    write("line", text("D/certs/n.pem [verify none alpn h2] foo.com !bar.foo.com\n"));
    write("unknown", text("D/a.pem [alpo h2]\n"));
    write("cut", text("D/a.pem [alpn]\n"));
    write("unopened", text("D/a.pem alpn h2]\n"));
    write("two", text("D/a.pem\nD/a.pem\n"));
    write(
        "list",
        text(
            """
            # comment

            D/a.pem [ssl-min-ver TLSv1.2 alpn h2 verify none] a !b.com

            D/b.pem *.q.com
            D/b.pem
            D/o.pem [verify optional ca-file D/ca.crt]
            """));
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(authority.file(name), text);
  }

  private String text(String text) {
    return text.replace("D/", directory + "/");
  }

  private String command(String words) throws Exception {
    String text =
        text(words)
            .replace("KEY", "B".repeat(64))
            .replace("OCSP", base64("o.pem.ocsp"))
            .replace("UNKNOWN", words.contains("UNKNOWN") ? base64("unknown.ocsp") : "");
    int mark = text.indexOf("<<");
    return mark < 0
        ? text
        : text.substring(0, mark) + "<<\n" + authority.read(text.substring(mark + 2));
  }

  private String base64(String name) throws Exception {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(authority.file(name)));
  }

  @Test
  void filesAreShownAndReplacedLikeHaproxy() throws Exception {
    authority.respond("ca", "unknown.ocsp");
    Path configuration = authority.file("haproxy.cfg");
    Files.writeString(configuration, text(CONFIGURATION));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.out").toFile())
            .start();
    try (RunningProxies proxies = RunningProxies.of(text(CONFIGURATION))) {
      Path socket = directory.resolve("haproxy.sock");
      while (haproxy.isAlive() && !Files.exists(socket)) {
        Thread.onSpinWait();
      }
      assertThat(haproxy.isAlive()).as(authority.read("haproxy.out")).isTrue();
      SampleProcess process = new SampleProcess(1, proxies.runtime().certificates());
      SoftAssertions all = new SoftAssertions();
      for (String command : COMMANDS) {
        String text = command(command);
        // The places of lines differ: one is of a file, the other of a text. And HAProxy 2.6 ends a
        // list of protocols with a null character, which is not worth having.
        all.assertThat(RuntimeAnswers.ours(process, text).replace("test.cfg:", "D:"))
            .as(command)
            .isEqualTo(
                RuntimeAnswers.ofHaproxy(socket, text)
                    .replace(configuration + ":", "D:")
                    .replace("\0", ""));
      }
      all.assertAll();
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  private String ask(RunningProxies proxies, String command) throws Exception {
    return RuntimeAnswers.ours(
        new SampleProcess(1, proxies.runtime().certificates()), command(command));
  }

  private String client(String socket, String arguments) throws Exception {
    return authority.run(
        ("s_client -ign_eof -unix " + socket + " " + arguments).strip(), "GET / HTTP/1.0\r\n\r\n");
  }

  /** What acme.sh's hook for haproxy does where it may update at once, in its order. */
  private void deploy(RunningProxies proxies, String certificate, String content) throws Exception {
    boolean isNew = ask(proxies, "show ssl cert").lines().noneMatch(text(certificate)::equals);
    if (isNew) {
      assertThat(ask(proxies, "show ssl crt-list").lines()).contains(text("D/certs"));
      assertThat(ask(proxies, "new ssl cert " + certificate)).contains("New empty");
    }
    assertThat(ask(proxies, "set ssl cert " + certificate + " <<" + content))
        .contains("Transaction created");
    assertThat(ask(proxies, "commit ssl cert " + certificate).lines()).contains("Success!");
    if (isNew) {
      assertThat(ask(proxies, "add ssl crt-list D/certs " + certificate)).contains("Success!");
    }
  }

  @Test
  void aClientThatDeploysAsAcmeShDoesIsServed() throws Exception {
    try (RunningProxies proxies = RunningProxies.of(text(CONFIGURATION))) {
      proxies.runtime().start();
      deploy(proxies, "D/certs/a.pem", "a.pem");
      assertThat(client("g", "-servername a")).contains("subject=CN = a");
      assertThat(client("g", "-servername b")).contains("subject=CN = b");
      deploy(proxies, "D/certs/a.pem", "c.pem");
      assertThat(client("g", "-servername c")).contains("subject=CN = c");
      assertThat(client("g", "-servername a")).contains("subject=CN = b");
      assertThat(ask(proxies, "show ssl sni -f none")).isEqualTo("No such frontend.\n\n");
      assertThat(ask(proxies, "show ssl sni"))
          .containsPattern(
              "f/test.cfg:8\tc\t-\trsa\t" + directory + "/certs/a.pem\t[A-Z][a-z]{2} .* GMT\t");
      assertThat(ask(proxies, "show ssl sni -A").lines()).hasSize(2);
      assertThat(ask(proxies, "show ssl sni -A -t 31d")).contains("/certs/a.pem");
    }
  }

  @Test
  void aListsOptionsHoldForTheNamesOfItsLine() throws Exception {
    try (RunningProxies proxies = RunningProxies.of(text(CONFIGURATION))) {
      proxies.runtime().start();
      assertThat(client("f", "-servername a -alpn http/1.1,h2")).contains("ALPN protocol: h2");
      assertThat(client("f", "-servername b -alpn http/1.1,foo"))
          .contains("ALPN protocol: http/1.1");
      String mutual = "-servername o -cert a.crt -key a.key -CAfile ca.crt";
      assertThat(client("f", mutual + " -tls1_2"))
          .contains("Acceptable client certificate CA names\nCN = Authority")
          .contains("used=1");
      assertThat(client("f", mutual.replace(" o ", " b "))).contains("used=0");
      write("line", text("D/c.pem [verify required ca-file D/ca.crt ssl-max-ver TLSv1.2] c\n"));
      ask(proxies, "new ssl cert D/c.pem");
      ask(proxies, "set ssl cert D/c.pem <<c.pem");
      ask(proxies, "commit ssl cert D/c.pem");
      assertThat(ask(proxies, "add ssl crt-list D/list <<line")).contains("Success!");
      assertThat(client("f", "-servername c")).contains("alert handshake failure");
      assertThat(client("f", "-servername c -cert a.crt -key a.key"))
          .contains("New, TLSv1.2")
          .contains("used=1");
      // A session that began without a certificate is none for a name that demands one.
      client("f", "-servername b -tls1_2 -sess_out session");
      assertThat(client("f", "-servername c -tls1_2 -sess_in session"))
          .contains("alert handshake failure")
          .doesNotContain("200 OK");
    }
  }

  @Test
  void authoritiesAndRevocationsHoldFromTheNextHandshakeOn() throws Exception {
    try (RunningProxies proxies = RunningProxies.of(text(CONFIGURATION))) {
      proxies.runtime().start();
      String mutual = "-cert c.crt -key c.key";
      assertThat(client("g", mutual)).contains("used=1");
      ask(proxies, "set ssl crl-file D/crl <<revoked");
      ask(proxies, "commit ssl crl-file D/crl");
      assertThat(client("g", mutual)).contains("alert").doesNotContain("200 OK");
      assertThat(client("g", "-cert a.crt -key a.key")).contains("used=1");
      ask(proxies, "set ssl ca-file D/ca.crt <<b.crt");
      ask(proxies, "commit ssl ca-file D/ca.crt");
      assertThat(client("g", "-cert a.crt -key a.key")).doesNotContain("200 OK");
      assertThat(client("g", "")).contains("used=0");
    }
  }

  @Test
  void aClientIsToldWhatTheAuthoritySays() throws Exception {
    authority.respond("o", "later.ocsp");
    try (RunningProxies proxies = RunningProxies.of(text(CONFIGURATION))) {
      proxies.runtime().start();
      assertThat(client("h", "-status -tls1_3"))
          .contains("OCSP Response Status: successful", "Cert Status: good");
      assertThat(client("h", "-status -tls1_2")).contains("Cert Status: good");
      assertThat(client("f", "-status -servername a")).contains("OCSP response: no response sent");
      authority.run("ca -config ca.cnf -revoke o.crt");
      authority.respond("o", "o.pem.ocsp");
      assertThat(ask(proxies, "set ssl ocsp-response OCSP"))
          .isEqualTo("OCSP Response updated!\n\n");
      assertThat(client("h", "-status")).contains("Cert Status: revoked");
      assertThat(ask(proxies, "show ssl ocsp-response D/o.pem")).contains("Cert Status: revoked");
      assertThat(ask(proxies, "show ssl ocsp-response base64 D/o.pem").strip())
          .isEqualTo(base64("o.pem.ocsp"));
    }
  }

  @Test
  void responsesAreAskedForOfTheAuthoritysResponder() throws Exception {
    int port = freePort();
    authority.issue("u", "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port + "/ocsp");
    authority.issue("v", "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + freePort() + "/");
    write("updated", text("D/u.pem [ocsp-update on]\nD/v.pem [ocsp-update on]\nD/a.pem\n"));
    String configuration =
        text(CONFIGURATION)
            .replace(
                "bind unix@" + directory + "/h ssl crt " + directory + "/o.pem",
                "bind unix@" + directory + "/h ssl crt-list " + directory + "/updated");
    Process responder = responder(port);
    try (RunningProxies proxies = RunningProxies.of(configuration)) {
      while (responder.isAlive() && !authority.read("responder.out").contains("waiting")) {
        Thread.onSpinWait();
      }
      proxies.runtime().start();
      String updates = ask(proxies, "show ssl ocsp-updates");
      while (!updates.contains("Update successful") || !updates.contains("HTTP error")) {
        updates = ask(proxies, "show ssl ocsp-updates");
      }
      assertThat(updates)
          .containsPattern(
              "/u.pem \\| \\S+ \\+0000 \\| \\S+ \\+0000 \\| 1 \\| 0 \\| 1 \\| Update successful")
          .containsPattern(
              "/v.pem \\| \\S+ \\+0000 \\| \\S+ \\+0000 \\| 0 \\| 1 \\| 2 \\| HTTP error")
          .doesNotContain("/a.pem");
      assertThat(client("h", "-status -servername u")).contains("Cert Status: good");
      authority.run("ca -config ca.cnf -revoke u.crt");
      // The responder reads its index anew when that has changed.
      String status = "";
      while (!status.contains("Cert Status: revoked")) {
        assertThat(ask(proxies, "update ssl ocsp-response D/u.pem")).contains("begins");
        status = client("h", "-status -servername u");
      }
      assertThat(ask(proxies, "update ssl ocsp-response D/a.pem")).contains("has no OCSP updates");
    } finally {
      responder.destroy();
      responder.waitFor();
    }
  }

  @Test
  void aResponderThatCannotBeReachedIsTriedAgain() throws Exception {
    int port = freePort();
    authority.issue("u", "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port + "/ocsp");
    write("updated", text("D/u.pem [ocsp-update on]\n"));
    String configuration =
        text(CONFIGURATION)
            .replace(
                "global\n",
                "global\n  httpclient.retries 1000000\n  httpclient.timeout.connect 10ms\n")
            .replace(
                "bind unix@" + directory + "/h ssl crt " + directory + "/o.pem",
                "bind unix@" + directory + "/h ssl crt-list " + directory + "/updated");
    try (RunningProxies proxies = RunningProxies.of(configuration)) {
      proxies.runtime().start();
      Process responder = responder(port);
      try {
        String updates = ask(proxies, "show ssl ocsp-updates");
        while (!updates.contains("Update successful")) {
          updates = ask(proxies, "show ssl ocsp-updates");
        }
        assertThat(updates).contains("| 1 | 0 | 1 | Update successful");
      } finally {
        responder.destroy();
        responder.waitFor();
      }
    }
  }

  private Process responder(int port) throws IOException {
    return new ProcessBuilder(
            List.of(
                "openssl",
                "ocsp",
                "-index",
                "index.txt",
                "-rsigner",
                "ca.crt",
                "-rkey",
                "ca.key",
                "-CA",
                "ca.crt",
                "-ndays",
                "5",
                "-port",
                Integer.toString(port)))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("responder.out").toFile())
        .start();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void ticketsOfTheLastKeysAreUnderstoodAfterANewOneCame() throws Exception {
    try (RunningProxies proxies = RunningProxies.of(text(CONFIGURATION))) {
      proxies.runtime().start();
      client("g", "-tls1_2 -sess_out session");
      assertThat(client("g", "-tls1_2 -sess_in session")).contains("Reused, TLSv1.2");
      ask(proxies, "set ssl tls-key D/tk KEY");
      assertThat(client("g", "-tls1_2 -sess_in session")).contains("Reused, TLSv1.2");
      for (int i = 0; i < 3; i++) {
        ask(proxies, "set ssl tls-key D/tk KEY");
      }
      assertThat(client("g", "-tls1_2 -sess_in session")).contains("New, TLSv1.2");
    }
  }
}
