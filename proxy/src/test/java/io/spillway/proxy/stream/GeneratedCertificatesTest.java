package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code generate-certificates}, beside haproxy, seen with openssl. */
class GeneratedCertificatesTest {
  private static final String CONFIGURATION =
      """
      defaults
        mode http
        timeout client 20s
      frontend f
        bind 127.0.0.1:@port@ ssl %s
        http-request return status 200
      """;

  @TempDir Path directory;

  private static String said(int port, Path authority, String name) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-CAfile",
                authority.toString()));
    command.addAll(name.isEmpty() ? List.of("-noservername") : List.of("-servername", name));
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    client.getOutputStream().close();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    client.waitFor();
    return said;
  }

  /** Subject, issuer and what openssl thinks of them. */
  private static List<String> certificate(int port, Path authority, String name) throws Exception {
    return said(port, authority, name)
        .lines()
        .filter(
            line ->
                line.startsWith("subject=")
                    || line.startsWith("issuer=")
                    || line.startsWith("Verification"))
        .distinct()
        .toList();
  }

  private static List<List<String>> certificates(int port, Path authority) throws Exception {
    List<List<String>> all = new ArrayList<>();
    for (String name : List.of("www.example.com", "new.example.com", "Other.Example.com", "")) {
      all.add(certificate(port, authority, name));
    }
    return all;
  }

  @Test
  void namesThatNothingFitsGetCertificatesOfTheAuthorityAsInHaproxy() throws Exception {
    Authority authority = new Authority(directory);
    Path signer = authority.withKey();
    for (String algorithm : List.of("rsa:2048", "ec:prime256v1")) {
      Path own = TestCertificates.make(directory, "www.example.com", algorithm);
      String words = "crt " + own + " generate-certificates ca-sign-file " + signer;
      List<List<String>> ours;
      try (RunningProxy proxy = RunningProxy.of(CONFIGURATION.formatted(words))) {
        ours = certificates(proxy.port(), authority.certificate());
      }
      assertThat(ours.get(1))
          .containsExactly(
              "subject=CN = Authority, CN = new.example.com",
              "issuer=CN = Authority",
              "Verification: OK");
      assertThat(ours).isEqualTo(haproxys(words, authority.certificate()));
    }
  }

  private List<List<String>> haproxys(String words, Path authority) throws Exception {
    int port = RunningProxy.freePort();
    Path file = directory.resolve("haproxy.cfg");
    Files.writeString(file, CONFIGURATION.formatted(words).replace("@port@", "" + port));
    Process haproxy =
        new ProcessBuilder("/usr/sbin/haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      awaitListening(haproxy, port);
      return certificates(port, authority);
    } finally {
      haproxy.destroy();
      haproxy.waitFor();
    }
  }

  private static void awaitListening(Process haproxy, int port) throws IOException {
    while (true) {
      try {
        new Socket("127.0.0.1", port).close();
        return;
      } catch (IOException e) {
        if (!haproxy.isAlive()) {
          throw new IOException("haproxy has ended", e);
        }
        Thread.onSpinWait();
      }
    }
  }

  private static String pem(int port, Path authority, String name) throws Exception {
    String said = said(port, authority, name);
    return said.substring(
        said.indexOf("-----BEGIN CERTIFICATE"), said.indexOf("-----END CERTIFICATE"));
  }

  @Test
  void aCertificateIsMadeOnceAndTheOldestGivenUp() throws Exception {
    Authority authority = new Authority(directory);
    Path own = TestCertificates.make(directory, "www.example.com", "ec:prime256v1");
    String configuration =
        "global\n  tune.ssl.ssl-ctx-cache-size 2\n"
            + CONFIGURATION.formatted(
                "crt "
                    + own
                    + " strict-sni generate-certificates ca-sign-file "
                    + authority.withKey());
    try (RunningProxy proxy = RunningProxy.of(configuration)) {
      int port = proxy.port();
      String first = pem(port, authority.certificate(), "a.com");
      assertThat(pem(port, authority.certificate(), "A.com")).isEqualTo(first);
      pem(port, authority.certificate(), "b.com");
      pem(port, authority.certificate(), "c.com");
      assertThat(pem(port, authority.certificate(), "a.com")).isNotEqualTo(first);
    }
  }

  @Test
  void theAuthoritysKeyMayHaveAPassphrase() throws Exception {
    Authority authority = new Authority(directory);
    Path own = TestCertificates.make(directory, "www.example.com", "ec:prime256v1");
    String words =
        "crt "
            + own
            + " generate-certificates ca-sign-file "
            + authority.withEncryptedKey("secret")
            + " ca-sign-pass ";
    try (RunningProxy proxy = RunningProxy.of(CONFIGURATION.formatted(words + "secret"))) {
      assertThat(certificate(proxy.port(), authority.certificate(), "x.com"))
          .contains("subject=CN = Authority, CN = x.com", "Verification: OK");
    }
    assertThat(alert(words + "wrong")).contains("does not open: wrong passphrase");
    assertThat(alert(words.replace(" ca-sign-pass ", "")))
        .contains("has a key with a passphrase, which nobody is here to type");
  }

  @Test
  void whatIsMissingIsTold() throws Exception {
    String crt = "crt " + TestCertificates.make(directory, "a.com", "ec:prime256v1");
    assertThat(alert(crt + " generate-certificates"))
        .contains("cannot enable certificate generation, no CA certificate File configured");
    assertThat(alert(crt + " ca-sign-file")).contains("'ca-sign-file' : missing CAfile path");
    assertThat(alert(crt + " generate-certificates ca-sign-file /nix"))
        .contains("unable to read '/nix': no such file");
  }

  private static String alert(String words) {
    return Configurations.load(CONFIGURATION.formatted(words).replace("@port@", "1"))
        .messages()
        .getFirst();
  }
}
