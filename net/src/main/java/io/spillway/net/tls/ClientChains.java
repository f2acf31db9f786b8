package io.spillway.net.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about clients' certificates that the Java runtime does not take: what is wrong with them
 * may be ignored. Everything else must still be right then. Immutable.
 *
 * @param trusted the authorities
 * @param revocations lists of revoked certificates, or null where none are looked at
 * @param ignored what may be wrong
 */
record ClientChains(
    List<X509Certificate> trusted, @Nullable List<CRL> revocations, IgnoredFaults ignored) {
  /** BoringSSL's number for an authority that is none. */
  private static final int NO_AUTHORITY_HERE = 24;

  /**
   * Looks at what is wrong with {@code shown}.
   *
   * @param why what the Java runtime found
   * @return what is wrong, all of which is ignored
   * @throws CertificateException where something is wrong that is not ignored
   */
  List<ChainFault> check(List<X509Certificate> shown, CertificateException why)
      throws CertificateException {
    ChainFaults.Found found = ChainFaults.in(shown, trusted, revocations, Instant.now());
    List<ChainFault> faults =
        found.faults().isEmpty()
            ? List.of(new ChainFault(ChainFault.UNSPECIFIED, 0))
            : found.faults();
    if (!ignored.cover(faults)) {
      throw refusal(faults, why);
    }
    if (!ignored.isAll() && !isGoodOtherwise(found)) {
      throw refusal(List.of(new ChainFault(ChainFault.UNSPECIFIED, 0)), why);
    }
    return faults;
  }

  private CertificateException refusal(List<ChainFault> faults, CertificateException why) {
    ChainFault decisive =
        faults.stream()
            .filter(fault -> !ignored.cover(List.of(fault)))
            .findFirst()
            .orElse(faults.getLast());
    UntrustedChainException untrusted = new UntrustedChainException(upTo(decisive, faults), why);
    int number = decisive.error() == ChainFault.NO_AUTHORITY ? NO_AUTHORITY_HERE : decisive.error();
    // The library tells the client by this number.
    return new OpenSslCertificateException(untrusted, number);
  }

  private static List<ChainFault> upTo(ChainFault last, List<ChainFault> faults) {
    return faults.subList(0, faults.indexOf(last) + 1);
  }

  /** Whether the chain would be good if what is ignored were not wrong. */
  private boolean isGoodOtherwise(ChainFaults.Found found) {
    List<ChainFault> faults = found.faults();
    if (!faults.stream()
        .allMatch(fault -> fault.isOfTrust() || fault.isOfTime() || fault.isOfRevocation())) {
      return true;
    }
    Set<TrustAnchor> anchors = new HashSet<>();
    trusted.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
    List<X509Certificate> path = new ArrayList<>(found.chain());
    X509Certificate top = path.getLast();
    if (faults.stream().anyMatch(ChainFault::isOfTrust)) {
      anchors.add(new TrustAnchor(top, null));
    }
    path.removeLast();
    if (path.isEmpty()) {
      return true; // one that is trusted itself, or that nobody vouches for
    }
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false); // the faults are told already
      if (faults.stream().anyMatch(ChainFault::isOfTime)) {
        parameters.setDate(commonMoment(path));
      }
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** When the certificate that came last began: the others hold then, if they ever do together. */
  private static Date commonMoment(List<X509Certificate> path) {
    Date latest = path.getFirst().getNotBefore();
    for (X509Certificate certificate : path) {
      if (certificate.getNotBefore().after(latest)) {
        latest = certificate.getNotBefore();
      }
    }
    return latest;
  }
}
