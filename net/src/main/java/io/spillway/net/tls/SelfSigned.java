package io.spillway.net.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
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
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int VERSION = 0xA0;
  private static final int EXTENSIONS = 0xA3;
  private static final int LONGEST_COMMON_NAME = 64;
  private static final int SERIAL_BITS = 120;

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
      byte[] algorithm = DerEncoding.sequence(DerEncoding.identifier(ECDSA_WITH_SHA256));
      byte[] body = body(names, keys, algorithm, life, challenge);
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      byte[] whole = DerEncoding.sequence(body, algorithm, DerEncoding.bits(signature.sign()));
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole));
      return TlsCertificate.made(
          file,
          certificate,
          keys.getPrivate(),
          names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot make a certificate for '" + file + "': " + e.getMessage());
    }
  }

  private static byte[] body(
      List<String> names,
      KeyPair keys,
      byte[] algorithm,
      Duration life,
      byte @Nullable [] challenge) {
    Instant now = Instant.now();
    String first = names.getFirst();
    byte[] common =
        first.length() > LONGEST_COMMON_NAME
            ? DerEncoding.sequence()
            : DerEncoding.sequence(
                DerEncoding.tagged(
                    DerEncoding.SET,
                    DerEncoding.sequence(
                        DerEncoding.identifier(COMMON_NAME), DerEncoding.text(first))));
    byte[] extensions =
        extension(ALTERNATIVE_NAMES, false, DerEncoding.sequence(alternatives(names)));
    if (challenge != null) {
      extensions =
          join(extensions, extension(ACME_IDENTIFIER, true, DerEncoding.tagged(4, challenge)));
    }
    return DerEncoding.sequence(
        DerEncoding.tagged(VERSION, DerEncoding.integer(BigInteger.TWO)),
        DerEncoding.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
        algorithm,
        common,
        DerEncoding.sequence(DerEncoding.time(now.minus(BEFORE)), DerEncoding.time(now.plus(life))),
        common,
        keys.getPublic().getEncoded(),
        DerEncoding.tagged(EXTENSIONS, DerEncoding.sequence(extensions)));
  }

  private static byte[] extension(String identifier, boolean critical, byte[] value) {
    byte[] content = DerEncoding.tagged(DerEncoding.OCTET_STRING, value);
    return critical
        ? DerEncoding.sequence(DerEncoding.identifier(identifier), DerEncoding.yes(), content)
        : DerEncoding.sequence(DerEncoding.identifier(identifier), content);
  }

  private static byte[] alternatives(List<String> names) {
    byte[] all = {};
    for (String name : names) {
      all = join(all, alternative(name));
    }
    return all;
  }

  private static byte[] alternative(String name) {
    try {
      return DerEncoding.tagged(IP_ADDRESS, InetAddress.ofLiteral(name).getAddress());
    } catch (IllegalArgumentException e) {
      return DerEncoding.tagged(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
