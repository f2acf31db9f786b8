package io.spillway.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.facility.provider.FreePorts;
import io.spillway.facility.provider.NameServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates from a real authority, shown by the proxy that asked for them. */
class ObtainedCertificatesTest {
  private static final String AUTHORITY = "Pebble Intermediate";

  @TempDir Path directory;

  private final int port = FreePorts.one();

  private Path file() {
    return directory.resolve("example.pem");
  }

  /** A proxy that shows a certificate for {@code names}, as {@code words} say. */
  private String configuration(Pebble pebble, String names, String words) {
    return """
        global
          stats socket %1$s/socket level admin
          httpclient.ssl.ca-file %2$s
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend plain
          bind 127.0.0.1:%3$d
          http-request redirect scheme https
        frontend secure
          bind 127.0.0.1:%4$d ssl
          bind 127.0.0.1:%5$d ssl
          ssl-f-use crt %1$s/example.pem acme LE domains %6$s
          http-request return status 200
        acme LE
          %7$s
          account-key %1$s/account.key
          contact operator@example.com
        %8$s
        """
        .formatted(
            directory,
            pebble.authority(),
            pebble.httpPort(),
            port,
            pebble.tlsPort(),
            names,
            pebble.directoryLine(),
            words);
  }

  private X509Certificate shown() throws Exception {
    return ObtainingProxy.shown(port, "www.example.com").getFirst();
  }

  private static List<String> names(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(one -> String.valueOf(one.get(1)))
        .sorted()
        .toList();
  }

  @Test
  void aMissingCertificateIsObtainedOverHttpWithoutAnyRuleAndKeptForTheNextStart()
      throws Exception {
    try (Pebble pebble = Pebble.start(directory)) {
      String text = configuration(pebble, "www.example.com,example.com", "");
      X509Certificate first;
      try (ObtainingProxy proxy = ObtainingProxy.start(directory, text)) {
        proxy.awaitTold("obtained and in use", 1);
        first = shown();
        assertThat(first.getIssuerX500Principal().getName()).contains(AUTHORITY);
        assertThat(names(first)).containsExactly("example.com", "www.example.com");
        assertThat(ObtainingProxy.shown(port, "example.com")).hasSizeGreaterThan(1);
        assertThat(Files.getPosixFilePermissions(file()))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(file())).contains("PRIVATE KEY", "BEGIN CERTIFICATE");
        assertThat(Files.readString(directory.resolve("account.key"))).contains("PRIVATE KEY");
        assertThat(proxy.command("acme status"))
            .contains(file() + "\tLE\tScheduled\t")
            .startsWith("# certificate\tsection\tstate\texpiration date (UTC)");
      }
      try (ObtainingProxy again = ObtainingProxy.start(directory, text)) {
        assertThat(shown()).isEqualTo(first);
        again.command("show info");
        assertThat(again.told()).noneMatch(one -> one.contains("asking for"));
        assertThat(again.command("acme renew " + file())).isBlank();
        again.awaitTold("obtained and in use", 1);
        assertThat(shown().getSerialNumber()).isNotEqualTo(first.getSerialNumber());
        assertThat(shown().getPublicKey()).isNotEqualTo(first.getPublicKey());
      }
      // The account was made once, and found again by its key.
      assertThat(pebble.log().split("There are now 1 accounts", -1)).hasSize(2);
      assertThat(pebble.log()).doesNotContain("There are now 2 accounts");
    }
  }

  @Test
  void aKeyCanBeOfAnotherKindAndStayTheSame() throws Exception {
    try (Pebble pebble = Pebble.start(directory);
        ObtainingProxy proxy =
            ObtainingProxy.start(
                directory,
                configuration(
                    pebble, "www.example.com", "  keytype RSA\n  bits 3072\n  reuse-key on"))) {
      proxy.awaitTold("obtained and in use", 1);
      X509Certificate first = shown();
      assertThat(first.getPublicKey()).isInstanceOf(RSAPublicKey.class);
      assertThat(((RSAPublicKey) first.getPublicKey()).getModulus().bitLength()).isEqualTo(3072);
      proxy.command("acme renew " + file());
      proxy.awaitTold("obtained and in use", 2);
      assertThat(shown().getSerialNumber()).isNotEqualTo(first.getSerialNumber());
      assertThat(shown().getPublicKey()).isEqualTo(first.getPublicKey());
    }
  }

  @Test
  void theAuthorityIsConvincedByTlsAlone() throws Exception {
    try (Pebble pebble = Pebble.start(directory);
        ObtainingProxy proxy =
            ObtainingProxy.start(
                directory,
                configuration(pebble, "www.example.com,example.com", "  challenge TLS-ALPN-01"))) {
      proxy.awaitTold("obtained and in use", 1);
      assertThat(names(shown())).containsExactly("example.com", "www.example.com");
      assertThat(pebble.log()).contains("set VALID by completed challenge");
    }
  }

  @Test
  void aWildcardIsProvenByRecordsThatTheProxyMakesAtTheNameServer() throws Exception {
    try (NameServerProcess names = NameServerProcess.bind(directory, "hmac-sha256");
        Pebble pebble = Pebble.start(directory, names.address())) {
      Files.writeString(directory.resolve("update.key"), NameServerProcess.SECRET);
      String words =
          "  challenge dns-01\n  challenge-ready none\n  provider rfc2136 server "
              + names.address()
              + " key failover key-file "
              + directory.resolve("update.key");
      long before = names.serial();
      try (ObtainingProxy proxy =
          ObtainingProxy.start(
              directory, configuration(pebble, "*.example.com,example.com", words))) {
        proxy.awaitTold("obtained and in use", 1);
        assertThat(names(shown())).containsExactly("*.example.com", "example.com");
        // Both records were made, and both are gone.
        assertThat(names.serial()).isGreaterThan(before + 1);
        assertThat(names.texts("_acme-challenge.example.com")).isEmpty();
      }
    }
  }

  @Test
  void aRecordIsToldByTheDnsServerOfTheProxyItself() throws Exception {
    int names = FreePorts.one();
    try (Pebble pebble = Pebble.start(directory, "127.0.0.1:" + names)) {
      String text =
          configuration(pebble, "www.example.com", "  challenge dns-01\n  provider authoritative")
              + """
              dns-server
                bind 127.0.0.1:%d
              dns-zone example.com
                ns ns.example.com 127.0.0.1
              """
                  .formatted(names);
      try (ObtainingProxy proxy = ObtainingProxy.start(directory, text)) {
        proxy.awaitTold("obtained and in use", 1);
        assertThat(names(shown())).containsExactly("www.example.com");
      }
    }
  }

  @Test
  void anOperatorIsToldWhichRecordToMakeAndSaysWhenItIsThere() throws Exception {
    try (Pebble pebble = Pebble.start(directory);
        ObtainingProxy proxy =
            ObtainingProxy.start(
                directory,
                configuration(
                    pebble,
                    "www.example.com",
                    """
                      challenge DNS-01
                      provider-name clouds
                      acme-vars token=abc
                    """))) {
      String wanted = proxy.awaitTold("needs the record", 1);
      assertThat(wanted)
          .contains(
              "_acme-challenge.www.example.com. TXT", "provider-name \"clouds\"", "token=abc");
      assertThat(proxy.command("acme status")).contains("\tRunning\t");
      // Something stands in for it meanwhile.
      assertThat(shown().getIssuerX500Principal()).isEqualTo(shown().getSubjectX500Principal());
      String value = wanted.split("\"")[1];
      pebble.tellNames(
          "set-txt",
          "{\"host\": \"_acme-challenge.www.example.com.\", \"value\": \"" + value + "\"}");
      assertThat(proxy.command("acme challenge_ready " + file() + " domain other.example.com"))
          .contains("Couldn't find");
      assertThat(proxy.command("acme challenge_ready " + file() + " domain www.example.com"))
          .contains("All challenges");
      proxy.awaitTold("obtained and in use", 1);
      assertThat(shown().getIssuerX500Principal().getName()).contains(AUTHORITY);
    }
  }

  @Test
  void afterAFailureTheNextStartWaitsAndAnOperatorNeedNot() throws Exception {
    try (Pebble pebble = Pebble.start(directory)) {
      // Nobody answers where the authority looks.
      String text =
          configuration(pebble, "www.example.com", "")
              .replace("bind 127.0.0.1:" + pebble.httpPort(), "bind 127.0.0.1:" + FreePorts.one());
      try (ObtainingProxy proxy = ObtainingProxy.start(directory, text)) {
        assertThat(proxy.awaitTold("was not obtained", 1))
            .startsWith("WARNING")
            .contains("http-01 is invalid", "next attempt at");
        assertThat(shown().getIssuerX500Principal()).isEqualTo(shown().getSubjectX500Principal());
      }
      assertThat(Files.readString(directory.resolve(".example.pem.acme"))).startsWith("1\n");
      String mended = configuration(pebble, "www.example.com", "");
      try (ObtainingProxy proxy = ObtainingProxy.start(directory, mended)) {
        assertThat(proxy.command("acme status")).contains("\tScheduled\t");
        assertThat(proxy.told()).noneMatch(one -> one.contains("asking for"));
        proxy.command("acme renew " + file());
        proxy.awaitTold("obtained and in use", 1);
        assertThat(directory.resolve(".example.pem.acme")).doesNotExist();
      }
    }
  }

  @Test
  void whatIsWrongInAConfigurationIsToldWithWhatToDo() {
    assertThat(ObtainingProxy.problems("acme\n"))
        .containsExactly("section 'acme' requires an ID argument.");
    assertThat(ObtainingProxy.problems("acme LE\n"))
        .anySatisfy(one -> assertThat(one).contains("No directory defined in ACME section 'LE'"));
    assertThat(
            ObtainingProxy.problems(
                "acme LE\n  directory https://a/dir\nacme LE\n  directory https://a/dir\n"))
        .anySatisfy(
            one -> assertThat(one).contains("acme section 'LE' already exists (test.cfg:1"));
    assertThat(section("keytype DSA")).contains("requires either 'RSA' or 'ECDSA'");
    assertThat(section("bits many")).contains("many");
    assertThat(section("curves P-1")).contains("unsupported curves 'P-1'");
    assertThat(section("challenge smoke-01")).contains("requires a challenge type");
    assertThat(section("reuse-key perhaps")).contains("requires either the 'on' or 'off'");
    assertThat(section("challenge-ready soon")).contains("unknown condition 'soon'");
    assertThat(section("eab-mac-alg HS1")).contains("unknown algorithm 'HS1'");
    assertThat(section("eab-key-id kid")).contains("'eab-key-id' and 'eab-mac-key'");
    assertThat(section("map virt@nowhere")).contains("unable to find the map 'virt@nowhere'");
    assertThat(section("contact")).contains("keyword 'contact' in 'acme' section requires");
    assertThat(section("provider smoke")).contains("unknown kind 'smoke'");
    assertThat(global("acme.scheduler sometimes")).contains("either 'auto' or 'off'");
    assertThat(bind("acme LE")).contains("no certificate before it");
    assertThat(bind("crt " + file() + " acme nowhere domains a.example"))
        .contains("but no 'nowhere' section exists!");
    assertThat(bind("crt " + file() + " acme LE")).contains("No 'domains' were configured");
    assertThat(bind("crt " + file() + " acme LE domains *.example.com")).contains("has a wildcard");
    assertThat(bind("crt " + file() + " domains a.example"))
        .contains("are of use with 'acme' only");
  }

  private static String section(String line) {
    return String.join(
        "\n", ObtainingProxy.problems("acme LE\n  directory https://a/dir\n  " + line + "\n"));
  }

  private static String global(String line) {
    return String.join("\n", ObtainingProxy.problems("global\n  " + line + "\n"));
  }

  private static String bind(String words) {
    return String.join(
        "\n",
        ObtainingProxy.problems(
            "acme LE\n  directory https://a/dir\nfrontend f\n  bind 127.0.0.1:1 ssl "
                + words
                + "\n"));
  }
}
