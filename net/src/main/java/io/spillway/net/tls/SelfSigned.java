package io.spillway.net.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Certificates that nobody else has signed (RFC 5280), with a key on the curve P-256 of their own:
 * what is shown until a real one is there, and the answers to the challenge tls-alpn-01. Stateless.
 */
final class SelfSigned {
  /** Clocks differ; a certificate that begins right now would not be valid yet for some. */
  private static final Duration BEFORE = Duration.ofHours(1);

  private SelfSigned() {}

  /**
   * A certificate for {@code names}.
   *
   * @param file what it is called
   * @param names host names and literal addresses, at least one
   * @param life how long it is valid from now on
   * @param challenge what the critical extension acmeIdentifier holds (RFC 8737 section 3), or null
   *     for none
   * @throws TlsException where one of the names cannot stand in a certificate
   */
  static TlsCertificate of(
      Path file, List<String> names, Duration life, byte @Nullable [] challenge)
      throws TlsException {
    if (names.stream().anyMatch(name -> !StandardCharsets.US_ASCII.newEncoder().canEncode(name))) {
      throw new TlsException("'" + file + "' cannot be for names that are not ASCII");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      Instant now = Instant.now();
      X509Certificate certificate =
          CertificateWriter.write(
              new CertificateWriter.Content(
                  names, keys.getPublic(), now.minus(BEFORE), now.plus(life), challenge),
              new CertificateWriter.Signer(null, keys.getPrivate()));
      return TlsCertificate.made(
          file,
          List.of(certificate),
          keys.getPrivate(),
          names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot make a certificate for '" + file + "': " + e.getMessage());
    }
  }
}
