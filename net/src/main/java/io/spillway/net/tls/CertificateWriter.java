package io.spillway.net.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and signs certificates (RFC 5280). Stateless. */
final class CertificateWriter {
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String ACME_IDENTIFIER = "1.3.6.1.5.5.7.1.31";
  private static final int NULL = 0x05;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int VERSION = 0xA0;
  private static final int EXTENSIONS = 0xA3;
  private static final int LONGEST_COMMON_NAME = 64;
  private static final int SERIAL_BITS = 120;

  private CertificateWriter() {}

  /**
   * What a certificate says.
   *
   * @param names host names and literal addresses in ASCII, at least one; the first one is the
   *     subject
   * @param key whose it is
   * @param from from when on it is valid
   * @param until until when
   * @param challenge what the critical extension acmeIdentifier holds (RFC 8737 section 3), or null
   *     for none
   */
  record Content(
      List<String> names,
      PublicKey key,
      Instant from,
      Instant until,
      byte @Nullable [] challenge) {}

  /**
   * Who signs.
   *
   * @param certificate of the authority; null where a certificate signs itself
   * @param key of an elliptic curve or RSA
   */
  record Signer(@Nullable X509Certificate certificate, PrivateKey key) {
    boolean isRsa() {
      return key.getAlgorithm().equals("RSA");
    }
  }

  static X509Certificate write(Content content, Signer signer) throws GeneralSecurityException {
    byte[] algorithm =
        signer.isRsa()
            ? Der.sequence(Der.identifier(RSA_WITH_SHA256), Der.encode(NULL))
            : Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
    byte[] body = body(content, signer, algorithm);
    Signature signature =
        Signature.getInstance(signer.isRsa() ? "SHA256withRSA" : "SHA256withECDSA");
    signature.initSign(signer.key());
    signature.update(body);
    byte[] whole = Der.sequence(body, algorithm, Der.bits(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] body(Content content, Signer signer, byte[] algorithm) {
    X509Certificate authority = signer.certificate();
    byte[] above = authority == null ? new byte[0] : parts(authority);
    byte[] subject = subject(above, content.names().getFirst());
    byte[] extensions =
        extension(ALTERNATIVE_NAMES, false, Der.sequence(alternatives(content.names())));
    byte[] challenge = content.challenge();
    if (challenge != null) {
      extensions =
          join(
              extensions,
              extension(ACME_IDENTIFIER, true, Der.encode(Der.OCTET_STRING, challenge)));
    }
    return Der.sequence(
        Der.encode(VERSION, Der.integer(BigInteger.TWO)),
        Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
        algorithm,
        authority == null ? subject : authority.getSubjectX500Principal().getEncoded(),
        Der.sequence(Der.time(content.from()), Der.time(content.until())),
        subject,
        content.key().getEncoded(),
        Der.encode(EXTENSIONS, Der.sequence(extensions)));
  }

  /** The parts of an authority's name, one after the other. */
  private static byte[] parts(X509Certificate authority) {
    return Der.of(authority.getSubjectX500Principal().getEncoded()).value();
  }

  /** As HAProxy has it, the authority's name with one more part. */
  private static byte[] subject(byte[] above, String name) {
    return name.length() > LONGEST_COMMON_NAME
        ? Der.sequence(above)
        : Der.sequence(
            above, Der.encode(Der.SET, Der.sequence(Der.identifier(COMMON_NAME), Der.text(name))));
  }

  private static byte[] extension(String identifier, boolean critical, byte[] value) {
    byte[] content = Der.encode(Der.OCTET_STRING, value);
    return critical
        ? Der.sequence(Der.identifier(identifier), Der.yes(), content)
        : Der.sequence(Der.identifier(identifier), content);
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
      return Der.encode(IP_ADDRESS, InetAddress.ofLiteral(name).getAddress());
    } catch (IllegalArgumentException e) {
      return Der.encode(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
