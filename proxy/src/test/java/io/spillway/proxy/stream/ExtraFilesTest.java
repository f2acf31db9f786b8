package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.proxy.definition.Configurations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside certificates, and what is wrong with them. */
class ExtraFilesTest {
  private static final String CONFIGURATION =
      """
      global
        %s
      defaults
        mode http
        timeout client 20s
      frontend f
        bind 127.0.0.1:@port@ ssl %s
        http-request return status 200 content-type text/plain lf-string "curve=%%[ssl_fc_curve] randoms=%%[ssl_fc_client_random,hex,length]/%%[ssl_fc_server_random,hex,length] key=%%[ssl_fc_session_key,hex,length] san=%%[ssl_c_san] chain=%%[ssl_c_chain_der,hex,length]"
      """;

  @TempDir Path directory;

  /** An authority, and a certificate of it without a chain, {@code site.crt} and its key. */
  @BeforeEach
  void issue() throws Exception {
    openssl("req -x509 -nodes -newkey rsa:2048 -keyout ca.key -out ca.crt -subj /CN=Authority");
    openssl("req -nodes -newkey rsa:2048 -keyout site.key -out site.csr -subj /CN=site");
    openssl("x509 -req -in site.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out site.crt");
  }

  private String openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    try (var out = process.getOutputStream()) {
      out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return said;
  }

  private String client(RunningProxy proxy, String arguments) throws Exception {
    return openssl(
        ("s_client -ign_eof -showcerts -connect 127.0.0.1:" + proxy.port() + " " + arguments)
            .strip());
  }

  private List<String> messages(String global, String words) {
    return Configurations.load(
            CONFIGURATION
                .formatted(global, words)
                .replace("D/", directory + "/")
                .replace("@port@", "1"))
        .messages()
        .stream()
        .map(message -> message.replace(directory + "/", "D/"))
        .toList();
  }

  private RunningProxy proxy(String global, String words) throws Exception {
    return RunningProxy.of(CONFIGURATION.formatted(global, words).replace("D/", directory + "/"));
  }

  @Test
  void aBundleHasAFileForEachTypeOfKeys() throws Exception {
    Files.move(
        TestCertificates.make(directory, "a.com", "rsa:2048"), directory.resolve("both.pem.rsa"));
    Files.move(
        TestCertificates.make(directory, "a.com", "ec:prime256v1"),
        directory.resolve("both.pem.ecdsa"));
    try (RunningProxy proxy = proxy("", "crt D/both.pem")) {
      assertThat(client(proxy, "-sigalgs RSA-PSS+SHA256")).contains("signature type: RSA-PSS");
      assertThat(client(proxy, "-sigalgs ECDSA+SHA256")).contains("signature type: ECDSA");
    }
    assertThat(messages("ssl-load-extra-files key", "crt D/both.pem"))
        .contains(
            "ALERT 7 'bind' in section 'frontend' : unable to read 'D/both.pem': no such file.");
  }

  @Test
  void filesBesideACertificateAreReadAsTheConfigurationSays() throws Exception {
    Files.copy(directory.resolve("site.key"), directory.resolve("site.crt.key"));
    assertThat(messages("ssl-load-extra-files all", "crt D/site.crt")).isEmpty();
    assertThat(messages("ssl-load-extra-files none", "crt D/site.crt"))
        .containsExactly(
            "ALERT 7 'bind' in section 'frontend' : no private key found in 'D/site.crt' nor in"
                + " 'D/site.crt.key'.");
    Files.delete(directory.resolve("site.key"));
    assertThat(messages("ssl-load-extra-del-ext", "crt D/site.crt"))
        .containsExactly(
            "ALERT 7 'bind' in section 'frontend' : no private key found in 'D/site.crt' nor in"
                + " 'D/site.key'.");
    assertThat(messages("ssl-load-extra-files some", "crt D/site.crt"))
        .containsExactly(
            "ALERT 2 'ssl-load-extra-files': 'some' is unknown, or cannot stand here.");
  }

  @Test
  void aCertificateGetsTheChainOfItsIssuer() throws Exception {
    Path issuers = Files.createDirectory(directory.resolve("issuers"));
    Files.copy(directory.resolve("ca.crt"), issuers.resolve("ca.pem"));
    try (RunningProxy proxy = proxy("issuers-chain-path D/issuers", "crt D/site.crt")) {
      assertThat(client(proxy, "")).contains(" 1 s:CN = Authority");
    }
    Files.writeString(
        directory.resolve("whole.pem"),
        Files.readString(directory.resolve("site.crt"))
            + Files.readString(directory.resolve("ca.crt"))
            + Files.readString(directory.resolve("site.key")));
    try (RunningProxy proxy = proxy("ssl-skip-self-issued-ca", "crt D/whole.pem")) {
      assertThat(client(proxy, "")).contains(" 0 s:CN = site").doesNotContain(" 1 s:");
    }
    assertThat(messages("issuers-chain-path D/none", "crt D/whole.pem").toString())
        .contains("ALERT 2 'issuers-chain-path' : unable to read the directory '");
  }

  @Test
  void certificatesThatClientsWillNotTakeAreWarnedAbout() throws Exception {
    openssl("req -nodes -newkey rsa:2048 -keyout e.crt.key -out e.csr -subj /CN=e");
    openssl("x509 -req -in e.csr -signkey e.crt.key -out e.crt -days -1");
    assertThat(messages("", "crt D/e.crt").toString())
        .contains("WARNING 7 certificate 'D/e.crt' (CN=e) expired at ");
  }

  @Test
  void aKeyThatIsNotTheCertificatesIsAnAlert() throws Exception {
    Files.copy(directory.resolve("ca.key"), directory.resolve("site.crt.key"));
    assertThat(messages("", "crt D/site.crt"))
        .containsExactly(
            "ALERT 7 'bind' in section 'frontend' : inconsistencies between private key and"
                + " certificate loaded 'D/site.crt'.");
  }

  @Test
  void aResponseThatIsNotTheAuthoritysIsLeftOut() throws Exception {
    Files.writeString(directory.resolve("site.crt.ocsp"), "garbage");
    Files.copy(directory.resolve("ca.crt"), directory.resolve("site.crt.issuer"));
    assertThat(messages("", "crt D/site.crt"))
        .containsExactly(
            "WARNING 7 Loading 'D/site.crt.ocsp': Unable to parse OCSP response. Content will be"
                + " ignored.");
    assertThat(messages("ssl-load-extra-files key issuer", "crt D/site.crt")).isEmpty();
  }

  @Test
  void whatTheLibraryCannotDoIsRefusedWithTheReason() {
    for (String word :
        List.of("allow-0rtt", "sigalgs RSA+SHA256", "client-sigalgs x", "npn h2", "force-sslv3")) {
      String name = word.split(" ")[0];
      assertThat(messages("", "crt D/site.crt " + word))
          .hasSize(1)
          .first()
          .asString()
          .contains("'" + name + "' : ");
    }
    for (String word :
        List.of("ssl-engine x", "ssl-provider x", "ssl-propquery x", "ssl-security-level 2")) {
      assertThat(messages(word, "crt D/site.crt").toString()).contains("is for OpenSSL");
    }
  }

  @Test
  void rulesSeeTheKeyExchangeAndTheClientsChain() throws Exception {
    try (RunningProxy proxy =
        proxy("", "crt D/site.crt verify optional ca-file D/ca.crt no-ca-names")) {
      assertThat(client(proxy, "-curves P-256"))
          .contains("curve=secp256r1 randoms=64/64 key=")
          .contains("san= chain=")
          .contains("No client certificate CA names sent");
      openssl(
          "req -nodes -newkey rsa:2048 -keyout c.key -out c.csr -subj /CN=c -addext"
              + " subjectAltName=DNS:c.example,DNS:d.example");
      openssl(
          "x509 -req -in c.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out c.crt"
              + " -copy_extensions copy");
      assertThat(client(proxy, "-curves X25519 -tls1_2 -cert c.crt -key c.key"))
          .contains("curve=x25519 randoms=64/64 key=96 san=DNS:c.example, DNS:d.example chain=")
          .doesNotContain("chain=0");
    }
  }

  @Test
  void aDefaultCertificateIsForNamesThatNothingFits() throws Exception {
    Path first = TestCertificates.make(directory, "a.com", "rsa:2048");
    Path second = TestCertificates.make(directory, "b.com", "rsa:2048");
    try (RunningProxy proxy = proxy("", "crt " + first + " default-crt " + second)) {
      assertThat(client(proxy, "-servername none")).contains("CN = b.com");
      assertThat(client(proxy, "-servername a.com")).contains("CN = a.com");
    }
  }
}
