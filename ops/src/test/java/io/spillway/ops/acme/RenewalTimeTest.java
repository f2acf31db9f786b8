package io.spillway.ops.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.ManagedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTimeTest {
  @TempDir Path directory;

  /** What stands in for a certificate that is yet to be obtained. */
  private X509Certificate placeholder(String... names) throws Exception {
    Path file = directory.resolve("missing.pem");
    CertificateStore store = new CertificateStore();
    store.manage(new ManagedCertificate(file, "LE", List.of(names), "test:1"));
    X509Certificate shown = store.read(file).chain().getFirst();
    assertThat(store.isPlaceholder(file)).isTrue();
    assertThat(file).doesNotExist();
    return shown;
  }

  @Test
  void aTwelfthOfTheLifeIsLeftOrHalfAsMuchMore() throws Exception {
    X509Certificate certificate = placeholder("www.example.com");
    Instant until = certificate.getNotAfter().toInstant();
    Duration life = Duration.between(certificate.getNotBefore().toInstant(), until);
    assertThat(RenewalTime.of(certificate, 0)).isEqualTo(until.minus(life.dividedBy(12)));
    assertThat(RenewalTime.of(certificate, 1))
        .isBetween(
            until.minus(life.dividedBy(8)).minusMillis(2),
            until.minus(life.dividedBy(8)).plusMillis(2));
  }

  @Test
  void aCertificateCoversTheNamesAndAddressesThatItIsFor() throws Exception {
    X509Certificate certificate = placeholder("WWW.example.com", "192.0.2.1", "*.example.org");
    certificate.verify(certificate.getPublicKey());
    certificate.checkValidity();
    assertThat(RenewalTime.covers(certificate, List.of("www.example.com", "192.0.2.1"))).isTrue();
    assertThat(RenewalTime.covers(certificate, List.of("*.EXAMPLE.org"))).isTrue();
    assertThat(RenewalTime.covers(certificate, List.of("www.example.com", "example.com")))
        .isFalse();
  }

  @Test
  void failuresAreRememberedForTheSameNames() throws Exception {
    Path file = directory.resolve("a.pem");
    RenewalMemory memory = new RenewalMemory(3, Instant.parse("2030-01-01T00:00:00Z"));
    assertThat(memory.keep(file, List.of("a", "b"))).isNull();
    assertThat(RenewalMemory.read(file, List.of("a", "b"))).isEqualTo(memory);
    assertThat(RenewalMemory.read(file, List.of("a"))).isEqualTo(RenewalMemory.NONE);
    Files.writeString(RenewalMemory.file(file), "nonsense\n\n\n");
    assertThat(RenewalMemory.read(file, List.of("a", "b"))).isEqualTo(RenewalMemory.NONE);
    assertThat(RenewalMemory.NONE.keep(file, List.of("a"))).isNull();
    assertThat(RenewalMemory.file(file)).doesNotExist();
  }

  @Test
  void aFileIsReplacedAsAWholeAndKeepsItsPermissions() throws Exception {
    Path file = Files.writeString(directory.resolve("kept.pem"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link.pem"), file);
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
    KeptFile.write(link, "new");
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("kept.pem", "link.pem");
  }
}
