package io.spillway.net.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authority last said about a certificate, which handshakes tell the client (RFC 6066,
 * section 8) while it is current. Thread-safe.
 */
public final class OcspStaple {
  private final @Nullable X509Certificate issuer;
  private final @Nullable OcspCertificateId id;
  private volatile @Nullable OcspResponse response;

  /**
   * Nothing yet.
   *
   * @param chain the certificate, and perhaps its issuer
   * @param issuer who signed it, where the chain does not have it; or null
   */
  OcspStaple(List<X509Certificate> chain, @Nullable X509Certificate issuer) {
    X509Certificate own = chain.getFirst();
    X509Certificate signer = issuer;
    if (signer == null && chain.size() > 1 && isIssuer(chain.get(1), own)) {
      signer = chain.get(1);
    }
    this.issuer = signer;
    this.id = signer == null ? null : OcspCertificateId.of(own, signer);
  }

  private static boolean isIssuer(X509Certificate candidate, X509Certificate certificate) {
    return candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** Who signed the certificate; null where that is not known, and no response can be checked. */
  @Nullable X509Certificate issuer() {
    return issuer;
  }

  /** How OCSP names the certificate; null where its issuer is not known. */
  public @Nullable OcspCertificateId id() {
    return id;
  }

  /**
   * Tells {@code encoded} from the next handshake on.
   *
   * @throws TlsException where it is no current response of the issuer's about the certificate, and
   *     why; what was told before still is
   */
  public void set(byte[] encoded) throws TlsException {
    if (id == null || issuer == null) {
      throw new TlsException("OCSP issuer not found");
    }
    OcspResponse read = OcspResponse.read(encoded);
    read.verify(id, issuer);
    response = read;
  }

  /** What was last set, current or not; null for nothing. */
  public @Nullable OcspResponse response() {
    return response;
  }

  /** What a handshake tells now, or null. */
  byte @Nullable [] current() {
    OcspResponse known = response;
    return known == null || known.isExpired(Instant.now()) ? null : known.encoded();
  }
}
