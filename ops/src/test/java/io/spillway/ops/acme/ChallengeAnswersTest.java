package io.spillway.ops.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.SourcePosition;
import io.spillway.net.tls.CertificateStore;
import io.spillway.rules.pattern.PatternEntry;
import io.spillway.rules.pattern.PatternList;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChallengeAnswersTest {
  @TempDir Path directory;

  private static AcmeDefinition definition(String map) {
    return new AcmeDefinition(
        "LE",
        URI.create("https://localhost/dir"),
        Path.of("account.key"),
        null,
        AcmeDefinition.Challenge.HTTP_01,
        new AcmeDefinition.KeyKind(false, 2048, "secp256r1"),
        map,
        false,
        null,
        null,
        new AcmeDefinition.DnsRecords(null, false, Set.of(), Duration.ZERO, Duration.ZERO, "", ""),
        SourcePosition.BUILT_IN);
  }

  @Test
  void whileAChallengeIsPendingItsTokenLeadsToTheThumbprintInTheMap() throws Exception {
    PatternList map = new PatternList("virt@acme", true, List.of());
    ChallengeAnswers answers =
        new ChallengeAnswers(
            new HttpChallenges(),
            new CertificateStore().challenges(),
            name -> name.equals("virt@acme") ? map : null,
            OwnZones.NONE);
    ChallengeAnswers.Removal removal =
        answers.http(definition("virt@acme"), "token", "token.thumbprint");
    assertThat(map.entries(map.version()))
        .singleElement()
        .extracting(PatternEntry::key, PatternEntry::value)
        .containsExactly("token", "thumbprint");
    removal.run();
    assertThat(map.entries(map.version())).isEmpty();
  }

  @Test
  void anAccountsKeyIsMadeOnceAndTakenInEveryFormThatOpensslWrites() throws Exception {
    Path file = directory.resolve("made.key");
    AcmeDefinition.KeyKind kind = new AcmeDefinition.KeyKind(false, 2048, "secp384r1");
    AccountKey made = AccountKey.of(file, kind);
    assertThat(AccountKey.of(file, kind).thumbprint()).isEqualTo(made.thumbprint());
    for (String command :
        List.of(
            "openssl genrsa 2048",
            "openssl genrsa -traditional 2048",
            "openssl ecparam -name secp384r1 -genkey",
            "openssl ecparam -name prime256v1 -genkey -noout",
            "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256")) {
      Path key = directory.resolve("openssl.key");
      Process openssl =
          new ProcessBuilder(command.split(" "))
              .redirectOutput(key.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(openssl.waitFor()).isZero();
      assertThat(AccountKey.of(key, kind).thumbprint()).as(command).hasSize(43);
    }
    Path broken = Files.writeString(directory.resolve("broken.key"), "no key");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> AccountKey.of(broken, kind))
        .hasMessageContaining(broken.toString())
        .hasMessageContaining("holds no private key");
  }
}
