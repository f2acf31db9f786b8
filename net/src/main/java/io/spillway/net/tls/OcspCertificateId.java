package io.spillway.net.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * How OCSP names a certificate (RFC 6960, section 4.1.1, {@code CertID}), with hashes by SHA-1 as
 * responders and HAProxy have it. Immutable.
 *
 * @param issuerNameHash of the issuer's distinguished name
 * @param issuerKeyHash of the issuer's public key
 * @param serial the certificate's number
 */
public record OcspCertificateId(byte[] issuerNameHash, byte[] issuerKeyHash, BigInteger serial) {
  /** AlgorithmIdentifier of SHA-1 with the parameter NULL. */
  private static final byte[] SHA_1 = HexFormat.of().parseHex("300906052b0e03021a0500");

  static OcspCertificateId of(X509Certificate certificate, X509Certificate issuer) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] name = digest.digest(issuer.getSubjectX500Principal().getEncoded());
      // SubjectPublicKeyInfo: the algorithm, and a bit string that begins with unused bits.
      byte[] key = Der.of(issuer.getPublicKey().getEncoded()).part(1).value();
      return new OcspCertificateId(
          name,
          digest.digest(Arrays.copyOfRange(key, 1, key.length)),
          certificate.getSerialNumber());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of an encoded {@code CertID}. */
  static OcspCertificateId read(Der encoded) {
    return new OcspCertificateId(
        encoded.part(1).expect(Der.OCTET_STRING).value(),
        encoded.part(2).expect(Der.OCTET_STRING).value(),
        new BigInteger(encoded.part(3).expect(Der.INTEGER).value()));
  }

  /** Its encoding. */
  byte[] encoded() {
    return Der.encode(
        Der.SEQUENCE,
        SHA_1,
        Der.encode(Der.OCTET_STRING, issuerNameHash),
        Der.encode(Der.OCTET_STRING, issuerKeyHash),
        Der.encode(Der.INTEGER, serial.toByteArray()));
  }

  /** The encoding in hexadecimal digits, by which the runtime API knows it. */
  public String key() {
    return HexFormat.of().formatHex(encoded());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OcspCertificateId id && Arrays.equals(encoded(), id.encoded());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded());
  }
}
