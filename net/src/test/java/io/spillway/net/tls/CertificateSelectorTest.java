package io.spillway.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateSelectorTest {
  @TempDir Path directory;

  private TlsCertificate certificate(String algorithm, String option) throws Exception {
    Path key = directory.resolve(algorithm + ".key");
    Path certificate = directory.resolve(algorithm + ".crt");
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-nodes",
                    "-newkey",
                    algorithm,
                    "-pkeyopt",
                    option,
                    "-keyout",
                    key.toString(),
                    "-out",
                    certificate.toString(),
                    "-subj",
                    "/CN=a.com"))
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(openssl.waitFor()).as(said).isZero();
    return TlsCertificate.read(
        Files.writeString(
            directory.resolve("both.pem"), Files.readString(certificate) + Files.readString(key)),
        ExtraFiles.ALL,
        warning -> {});
  }

  private static CertificateIndex index(TlsCertificate certificate) {
    return new CertificateIndex(List.of(new CertificateIndex.Entry(certificate, List.of())), false);
  }

  @Test
  void aHandshakeKeepsTheCertificateThatItBeganWith() throws Exception {
    TlsCertificate rsa = certificate("rsa", "rsa_keygen_bits:2048");
    TlsCertificate curve = certificate("ec", "ec_paramgen_curve:prime256v1");
    CertificateSelector selector = new CertificateSelector(index(rsa), null, null);
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    assertThat(selector.chooseEngineServerAlias("EC", null, engine)).isNull();
    selector.replace(index(curve));
    String chosen = selector.chooseEngineServerAlias("RSA", null, engine);
    assertThat(chosen).isNotNull();
    selector.replace(index(curve));
    selector.replace(index(curve));
    assertThat(selector.getCertificateChain(String.valueOf(chosen)))
        .containsExactly(rsa.chain().getFirst());
    assertThat(selector.getPrivateKey(String.valueOf(chosen))).isEqualTo(rsa.key());
  }

  @Test
  void theNextHandshakeGetsTheReplacement() throws Exception {
    TlsCertificate rsa = certificate("rsa", "rsa_keygen_bits:2048");
    TlsCertificate curve = certificate("ec", "ec_paramgen_curve:prime256v1");
    CertificateSelector selector = new CertificateSelector(index(rsa), null, null);
    SSLContext context = SSLContext.getDefault();
    String first = selector.chooseEngineServerAlias("RSA", null, context.createSSLEngine());
    assertThat(first).isNotNull();
    selector.replace(index(curve));
    String second = selector.chooseEngineServerAlias("EC", null, context.createSSLEngine());
    assertThat(selector.getCertificateChain(String.valueOf(second)))
        .containsExactly(curve.chain().getFirst());
  }
}
