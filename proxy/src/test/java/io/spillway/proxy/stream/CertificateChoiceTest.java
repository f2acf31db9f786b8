package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificate lists, ticket keys and revocation lists of bind lines, seen with openssl. */
class CertificateChoiceTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
      frontend f
        bind 127.0.0.1:@port@ ssl %s
        http-request return status 200
      """;

  private static final List<String> NAMES =
      List.of(
          "a.x.com",
          "bad.x.com",
          "BAD.x.com",
          "a.y.com",
          "no.y.com",
          "a.q.com",
          "b.q.com",
          "a.z.com",
          "w.com",
          "four.com",
          "default.com",
          "x.com");

  @TempDir Path directory;

  private Path list() throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line :
        List.of(
            "default.com",
            "*.x.com *.x.com !bad.x.com",
            "*.y.com !no.y.com",
            "*.y.com *.q.com !a.q.com",
            "four.com *.q.com",
            "two.com *.z.com !*.z.com w.com !w.com",
            "four.com !four.com")) {
      String[] words = line.split(" ", 2);
      Path file = directory.resolve(words[0].replace('*', '_') + ".rs.pem");
      if (!Files.exists(file)) {
        TestCertificates.make(directory, words[0], "rsa:2048");
      }
      lines.add(words.length < 2 ? file.toString() : file + " " + words[1]);
    }
    return Files.write(directory.resolve("list"), lines);
  }

  /** What openssl says of a connection that ends at once. */
  private static String openssl(int port, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of(words));
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    client.waitFor();
    return said;
  }

  private static List<String> chosen(int port) throws Exception {
    List<String> chosen = new ArrayList<>();
    for (String name : NAMES) {
      String subject =
          openssl(port, "-servername", name)
              .lines()
              .filter(line -> line.startsWith("subject="))
              .findFirst()
              .orElse("refused");
      chosen.add(name + " " + subject);
    }
    return chosen;
  }

  @Test
  void filtersOfAListChooseAsInHaproxy() throws Exception {
    for (String words : List.of("crt-list " + list(), "crt-list " + list() + " strict-sni")) {
      int port = RunningProxy.freePort();
      Path file = directory.resolve("haproxy.cfg");
      Files.writeString(
          file, CONFIGURATION.formatted(words).replace("@port@", Integer.toString(port)));
      Process haproxy =
          new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("haproxy.out").toFile())
              .start();
      List<String> expected;
      try {
        awaitListening(haproxy, port);
        expected = chosen(port);
      } finally {
        haproxy.destroy();
        haproxy.waitFor();
      }
      assertThat(expected).anyMatch(line -> line.startsWith("a.q.com") && line.contains("four"));
      try (RunningProxy proxy = RunningProxy.of(CONFIGURATION.formatted(words))) {
        assertThat(chosen(proxy.port())).isEqualTo(expected);
      }
    }
  }

  @Test
  void aClientGetsAKeyThatItUnderstands() throws Exception {
    Path rsa = TestCertificates.make(directory, "a.com", "rsa:2048");
    Path curve = TestCertificates.make(directory, "a.com", "ec:prime256v1");
    for (String words : List.of("crt " + rsa + " crt " + curve, "crt " + curve + " crt " + rsa)) {
      try (RunningProxy proxy = RunningProxy.of(CONFIGURATION.formatted(words))) {
        for (String version : List.of("-tls1_2", "-tls1_3")) {
          assertThat(openssl(proxy.port(), version, "-servername", "a.com"))
              .contains("Peer signature type: ECDSA");
          assertThat(
                  openssl(
                      proxy.port(), version, "-servername", "a.com", "-sigalgs", "RSA-PSS+SHA256"))
              .contains("Peer signature type: RSA-PSS");
          assertThat(
                  openssl(
                      proxy.port(), version, "-servername", "a.com", "-sigalgs", "ECDSA+SHA256"))
              .contains("Peer signature type: ECDSA");
        }
      }
    }
  }

  private void awaitListening(Process haproxy, int port) throws Exception {
    while (true) {
      try (Socket probe = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        if (haproxy.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new IOException(Files.readString(directory.resolve("haproxy.out")), e);
        }
      }
    }
  }

  private Path keys(String name, int... seeds) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int seed : seeds) {
      byte[] key = new byte[48];
      Arrays.fill(key, (byte) seed);
      text.append(Base64.getEncoder().encodeToString(key)).append('\n');
    }
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void whoHasTheSameTicketKeysResumesTheOthersSessions() throws Exception {
    Path certificate = TestCertificates.make(directory, "a.com", "rsa:2048");
    String session = directory.resolve("session").toString();
    try (RunningProxy first = secure(certificate, keys("first", 1, 2, 3));
        RunningProxy rotated = secure(certificate, keys("rotated", 2, 3, 4));
        RunningProxy stranger = secure(certificate, keys("stranger", 5, 6, 7))) {
      for (String version : List.of("-tls1_2", "-tls1_3")) {
        assertThat(openssl(first.port(), version, "-sess_out", session)).contains("\nNew, ");
        assertThat(openssl(rotated.port(), version, "-sess_in", session)).contains("\nReused, ");
        assertThat(openssl(stranger.port(), version, "-sess_in", session)).contains("\nNew, ");
        openssl(rotated.port(), version, "-sess_out", session);
        // The last but one makes tickets: the third key here, which the first proxy has as well.
        assertThat(openssl(first.port(), version, "-sess_in", session)).contains("\nReused, ");
      }
    }
  }

  private static RunningProxy secure(Path certificate, Path keys) throws Exception {
    return RunningProxy.of(
        CONFIGURATION.formatted("crt " + certificate + " tls-ticket-keys " + keys));
  }

  @Test
  void aRevokedClientIsRefused() throws Exception {
    Path server = TestCertificates.make(directory, "a.com", "rsa:2048");
    Authority authority = new Authority(directory);
    Path good = authority.issue("good");
    Path revoked = authority.issue("revoked");
    authority.revoke(revoked);
    String words =
        "crt %s verify required ca-file %s crl-file %s"
            .formatted(server, authority.certificate(), authority.list());
    try (RunningProxy proxy = RunningProxy.of(CONFIGURATION.formatted(words))) {
      assertThat(openssl(proxy.port(), "-cert", good.toString(), "-key", authority.key(good)))
          .contains("200 OK");
      assertThat(openssl(proxy.port(), "-cert", revoked.toString(), "-key", authority.key(revoked)))
          .doesNotContain("200 OK")
          .contains("alert");
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    String crt = "crt " + TestCertificates.make(directory, "a.com", "rsa:2048");
    Path garbage = Files.writeString(directory.resolve("garbage"), "xyz\n");
    Path odd =
        Files.writeString(
            directory.resolve("odd"), Base64.getEncoder().encodeToString(new byte[40]) + "\n");
    assertThat(alerts(crt + " tls-ticket-keys /nix"))
        .contains("'/nix' : unable to load ssl tickets keys file");
    assertThat(alerts(crt + " tls-ticket-keys " + keys("two", 1, 2)))
        .contains("please supply at least 3 keys in the tls-tickets-file");
    assertThat(alerts(crt + " tls-ticket-keys " + garbage))
        .contains("unable to decode base64 key on line 1");
    assertThat(alerts(crt + " tls-ticket-keys " + odd)).contains("wrong sized key on line 1");
    assertThat(alerts(crt + " tls-ticket-keys")).contains("missing TLS ticket keys file path");
    assertThat(alerts(crt + " crl-file /nix")).contains("'crl-file' : unable to load /nix");
    assertThat(alerts(crt + " crl-file")).contains("'crl-file' : missing CRLfile path");
  }

  private static String alerts(String words) {
    return Configurations.load(CONFIGURATION.formatted(words).replace("@port@", "1"))
        .messages()
        .toString();
  }
}
