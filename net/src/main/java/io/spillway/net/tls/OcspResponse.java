package io.spillway.net.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response of an OCSP responder about one certificate (RFC 6960, section 4.2). Immutable.
 *
 * @param encoded its bytes
 * @param id the certificate
 * @param status what it says of it
 * @param producedAt when it was signed
 * @param thisUpdate since when that is known
 * @param nextUpdate until when it holds; null where it does not say
 */
public record OcspResponse(
    byte[] encoded,
    OcspCertificateId id,
    Status status,
    Instant producedAt,
    Instant thisUpdate,
    @Nullable Instant nextUpdate) {
  /** How far clocks may differ, as HAProxy has it. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(300);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] BASIC = HexFormat.of().parseHex("2b0601050507300101");
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final int CONTEXT_0 = 0xA0;

  private static final Map<String, String> SIGNATURES =
      Map.of(
          "2a864886f70d010105", "SHA1withRSA",
          "2a864886f70d01010b", "SHA256withRSA",
          "2a864886f70d01010c", "SHA384withRSA",
          "2a864886f70d01010d", "SHA512withRSA",
          "2a8648ce3d040302", "SHA256withECDSA",
          "2a8648ce3d040303", "SHA384withECDSA",
          "2a8648ce3d040304", "SHA512withECDSA",
          "2b6570", "Ed25519");

  /** What a responder says of a certificate. */
  public enum Status {
    GOOD("good"),
    REVOKED("revoked"),
    UNKNOWN("unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /** In lower case. */
    public String text() {
      return text;
    }
  }

  /**
   * Reads a response.
   *
   * @throws TlsException where it says nothing of the certificate, or cannot be read, and why
   */
  static OcspResponse read(byte[] encoded) throws TlsException {
    try {
      Der data = basic(encoded).part(0).expect(Der.SEQUENCE);
      List<Der> parts = data.parts();
      // An explicit version may come first; then the responder, the time and the responses.
      int first = parts.getFirst().tag() == CONTEXT_0 ? 1 : 0;
      Der single = parts.get(first + 2).expect(Der.SEQUENCE).part(0).expect(Der.SEQUENCE);
      List<Der> told = single.parts();
      Instant next =
          told.size() > 3 && told.get(3).tag() == CONTEXT_0 ? time(told.get(3).part(0)) : null;
      OcspResponse read =
          new OcspResponse(
              encoded,
              OcspCertificateId.read(told.get(0)),
              Status.values()[Math.min(told.get(1).tag() & 0x1F, Status.values().length - 1)],
              time(parts.get(first + 1)),
              time(told.get(2)),
              next);
      if (read.status == Status.UNKNOWN) {
        throw new TlsException("OCSP single response: certificate status is unknown");
      }
      return read;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      throw new TlsException("Unable to parse OCSP response");
    }
  }

  /** BasicOCSPResponse: what is signed, how, the signature, and perhaps certificates. */
  private static Der basic(byte[] encoded) throws TlsException {
    Der whole = Der.of(encoded).expect(Der.SEQUENCE);
    byte[] status = whole.part(0).expect(Der.ENUMERATED).value();
    if (status.length != 1 || status[0] != 0) {
      throw new TlsException("OCSP response status not successful");
    }
    Der response = whole.part(1).part(0);
    if (!Arrays.equals(response.part(0).expect(Der.OBJECT).value(), BASIC)) {
      throw new TlsException("OCSP response is of an unknown type");
    }
    return Der.of(response.part(1).expect(Der.OCTET_STRING).value());
  }

  private static Instant time(Der value) {
    return TIME.parse(
        new String(value.expect(Der.GENERALIZED_TIME).value(), StandardCharsets.US_ASCII),
        Instant::from);
  }

  /** Whether it no longer holds. One that does not say how long it holds, holds. */
  boolean isExpired(Instant now) {
    return nextUpdate != null && nextUpdate.isBefore(now);
  }

  /**
   * Checks that it is about {@code certificate}, holds now, and was signed by the issuer or by one
   * whom the issuer lets sign responses.
   *
   * @throws TlsException what is wrong with it
   */
  void verify(OcspCertificateId certificate, X509Certificate issuer) throws TlsException {
    Instant now = Instant.now();
    if (!id.equals(certificate)) {
      throw new TlsException("OCSP response: certificate ID does not match any certificate");
    }
    if (thisUpdate.isAfter(now.plus(CLOCK_SKEW))) {
      throw new TlsException("OCSP single response: not valid yet");
    }
    if (isExpired(now)) {
      throw new TlsException("OCSP single response: no longer valid");
    }
    if (!isSignedFor(issuer)) {
      throw new TlsException("OCSP response: signature verification failed");
    }
  }

  private boolean isSignedFor(X509Certificate issuer) throws TlsException {
    try {
      Der basic = basic(encoded);
      List<PublicKey> keys = new ArrayList<>(List.of(issuer.getPublicKey()));
      if (basic.parts().size() > 3) {
        for (Der certificate : basic.part(3).part(0).parts()) {
          addDelegate(certificate.encoded(), issuer, keys);
        }
      }
      String algorithm = SIGNATURES.get(HexFormat.of().formatHex(basic.part(1).part(0).value()));
      byte[] bits = basic.part(2).value();
      for (PublicKey key : keys) {
        if (algorithm != null && signs(key, algorithm, basic.part(0).encoded(), bits)) {
          return true;
        }
      }
      return false;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void addDelegate(byte[] encoded, X509Certificate issuer, List<PublicKey> keys) {
    try {
      X509Certificate delegate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded));
      List<String> uses = delegate.getExtendedKeyUsage();
      delegate.checkValidity();
      delegate.verify(issuer.getPublicKey());
      if (uses != null && uses.contains(OCSP_SIGNING)) {
        keys.add(delegate.getPublicKey());
      }
    } catch (GeneralSecurityException e) {
      // Not one of the issuer's: its key verifies nothing.
    }
  }

  /** Whether the bit string {@code bits} is the key's signature. */
  private static boolean signs(PublicKey key, String algorithm, byte[] signed, byte[] bits) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      signature.update(signed);
      return signature.verify(bits, 1, bits.length - 1);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OcspResponse response && Arrays.equals(encoded, response.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }
}
