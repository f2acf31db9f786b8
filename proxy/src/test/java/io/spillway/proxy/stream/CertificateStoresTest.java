package io.spillway.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.ManagedCertificate;
import io.spillway.proxy.definition.Configurations;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crt-store} sections, and the lines that name their certificates. */
class CertificateStoresTest {
  private static final String FRONTEND =
      """
      defaults
        mode http
        timeout client 20s
      frontend f
        bind 127.0.0.1:@port@ ssl %s
        http-request return status 200
      """;

  @TempDir Path directory;

  /** A certificate in {@code NAME.crt} and its key in {@code keys/NAME.key}. */
  private void make(String name) throws Exception {
    Path whole = TestCertificates.make(directory, name, "ec:prime256v1");
    String text = Files.readString(whole);
    int key = text.indexOf("-----BEGIN PRIVATE KEY");
    Files.writeString(directory.resolve(name + ".crt"), text.substring(0, key));
    Path keys = Files.createDirectories(directory.resolve("keys"));
    Files.writeString(keys.resolve(name + ".key"), text.substring(key));
    Files.delete(whole);
  }

  private static String subject(int port, String name) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestCertificates.trusting()
                .createSocket(new Socket("127.0.0.1", port), name, port, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      String whole = shown.getSubjectX500Principal().getName();
      return whole.substring("CN=".length(), whole.indexOf(','));
    }
  }

  private List<String> messages(String text) {
    return Configurations.load(text.replace("@port@", "1")).messages();
  }

  @Test
  void bindLinesAndListsNameCertificatesByAliasAndByFile() throws Exception {
    for (String name : List.of("one.com", "two.com", "three.com", "four.com")) {
      make(name);
    }
    Path list =
        Files.writeString(
            directory.resolve("list"), "@web/four.com.crt [alpn h2] four.com other.com\n");
    String stores =
        """
        crt-store
          crt-base %1$s
          load crt one.com.crt key %1$s/keys/one.com.key alias first
          load crt two.com.crt key %1$s/keys/two.com.key

        crt-store web
          crt-base %1$s/
          key-base %1$s/keys
          load crt three.com.crt key three.com.key alias third
          load crt four.com.crt key four.com.key
        """
            .formatted(directory);
    String words = "crt @/first crt %s/two.com.crt crt @web/third crt-list %s";
    try (RunningProxy proxy =
        RunningProxy.of(stores + FRONTEND.formatted(words.formatted(directory, list)))) {
      for (String name : List.of("one.com", "two.com", "three.com", "four.com")) {
        assertThat(subject(proxy.port(), name)).isEqualTo(name);
      }
      assertThat(subject(proxy.port(), "other.com")).isEqualTo("four.com");
      assertThat(subject(proxy.port(), "nobody.com")).isEqualTo("one.com");
    }
  }

  @Test
  void directoriesOfGlobalHoldWhereTheSectionHasNone() throws Exception {
    make("one.com");
    String text =
        """
        global
          crt-base %1$s
          key-base %1$s/keys
        crt-store s
          load crt one.com.crt key one.com.key
        """
            .formatted(directory);
    CertificateStore store = Configurations.load(text).valid().certificates();
    assertThat(store.names()).containsExactly("@s/one.com.crt");
  }

  @Test
  void certificatesAreReplacedUnderTheNamesThatLinesUse() throws Exception {
    make("one.com");
    String stores =
        "crt-store s\n  load crt %1$s/one.com.crt key %1$s/keys/one.com.key alias x\n"
            .formatted(directory);
    String pem = Files.readString(TestCertificates.make(directory, "renewed.com", "ec:prime256v1"));
    try (RunningProxy proxy = RunningProxy.of(stores + FRONTEND.formatted("crt @s/x"))) {
      assertThat(subject(proxy.port(), "one.com")).isEqualTo("one.com");
      CertificateStore store = proxy.runtime().certificates();
      assertThat(store.set("@s/x", pem)).isTrue();
      assertThat(store.commit("@s/x")).isEqualTo(1);
      assertThat(subject(proxy.port(), "one.com")).isEqualTo("renewed.com");
    }
  }

  @Test
  void aCertificateMayBeObtainedWhoseFileIsMissing() throws Exception {
    String text =
        "crt-store s\n  load crt %s/new.pem acme LE domains a.com,b.com alias x\n"
            .formatted(directory);
    CertificateStore store =
        Configurations.load(text + FRONTEND.formatted("crt @s/x").replace("@port@", "1"))
            .valid()
            .certificates();
    assertThat(store.isPlaceholder(Path.of("@s/x"))).isTrue();
    assertThat(store.managed())
        .extracting(ManagedCertificate::name, ManagedCertificate::file, ManagedCertificate::names)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                Path.of("@s/x"), directory.resolve("new.pem"), List.of("a.com", "b.com")));
  }

  @Test
  void aLineSaysForItselfWhetherResponsesAreAskedFor() throws Exception {
    make("one.com");
    make("two.com");
    String text =
        """
        global
          ocsp-update.mode on
        crt-store s
          load crt %1$s/one.com.crt key %1$s/keys/one.com.key ocsp-update off
          load crt %1$s/two.com.crt key %1$s/keys/two.com.key alias two
        """
            .formatted(directory);
    String bind = FRONTEND.formatted("crt @s/two crt @s/" + directory + "/one.com.crt");
    assertThat(
            Configurations.load(text + bind.replace("@port@", "1"))
                .valid()
                .certificates()
                .ocspUpdates()
                .reports())
        .extracting(report -> report.certificate())
        .containsExactly("@s/two");
  }

  @Test
  void whatCannotBeLoadedIsNamed() throws Exception {
    make("one.com");
    make("two.com");
    String load = "crt-store s\n  load crt " + directory + "/one.com.crt";
    assertThat(messages(load + "\n"))
        .containsExactly(
            "ALERT 2 'load' : no private key found in '" + directory + "/one.com.crt'.");
    assertThat(messages(load + " key " + directory + "/none\n"))
        .containsExactly("ALERT 2 'load' : unable to read '" + directory + "/none': no such file.");
    assertThat(messages(load + " key " + directory + "/keys/two.com.key\n"))
        .containsExactly(
            "ALERT 2 'load' : inconsistencies between private key and certificate loaded '@s"
                + directory
                + "/one.com.crt'.");
    assertThat(messages("crt-store s\n  load alias x\n").getFirst()).contains("missing 'crt'");
    assertThat(messages("crt-store s\n  load crt x colour red\n").getFirst())
        .contains("'colour' is unknown");
    assertThat(messages("crt-store s\n  load crt x alias y alias z\n").getFirst())
        .contains("'alias' is given twice");
    assertThat(messages("crt-store a/b\n").getFirst())
        .contains("character '/' is not permitted in 'crt-store' name 'a/b'");
    String good = load + " key " + directory + "/keys/one.com.key alias x\n";
    assertThat(messages(good + FRONTEND.formatted("crt @s/y")))
        .containsExactly(
            "ALERT 7 'bind' in section 'frontend' : '@s/y' : no 'crt-store' section loads a"
                + " certificate so called.");
    assertThat(messages(good + good))
        .containsExactly("ALERT 4 'load' : '@s/x' is loaded by another line already.");
  }
}
