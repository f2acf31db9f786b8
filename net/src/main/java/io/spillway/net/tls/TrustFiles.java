package io.spillway.net.tls;

import java.security.cert.CRL;
import java.security.cert.X509Certificate;

/**
 * The files by which peers are verified. Thread-safe.
 *
 * @param authorities those of {@code ca-file} and {@code ca-verify-file}
 * @param revocations those of {@code crl-file}
 */
public record TrustFiles(TrustStore<X509Certificate> authorities, TrustStore<CRL> revocations) {
  /** None yet. */
  public TrustFiles() {
    this(new TrustStore<>(PemBlocks::authorities), new TrustStore<>(PemBlocks::revocations));
  }

  void register(TrustUser user) {
    authorities.register(user);
    revocations.register(user);
  }
}
