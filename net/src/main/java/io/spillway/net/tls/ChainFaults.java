package io.spillway.net.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is wrong with a client's certificates, in the order in which OpenSSL does: whom
 * nobody signed, who may not sign, who is revoked, and, from the authority down to the client,
 * wrong signatures and dates. Confined to one thread.
 */
final class ChainFaults {
  private static final int MOST_CERTIFICATES = 100;
  private static final int SIGNS_CERTIFICATES = 5;
  private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
  private static final String FOR_ALL = "2.5.29.37.0";

  private final List<X509Certificate> chain = new ArrayList<>();
  private final List<ChainFault> faults = new ArrayList<>();
  private final Collection<X509Certificate> trusted;
  private final Date now;
  private boolean isTrusted;

  private ChainFaults(Collection<X509Certificate> trusted, Instant now) {
    this.trusted = trusted;
    this.now = Date.from(now);
  }

  /**
   * What was found.
   *
   * @param chain the client's certificate, and its issuers as far as they are known
   * @param faults the worst ones first; empty where nothing that is looked for is wrong
   */
  record Found(List<X509Certificate> chain, List<ChainFault> faults) {}

  /**
   * Looks at certificates.
   *
   * @param shown what the client showed, its own certificate first
   * @param trusted the authorities
   * @param revocations lists of revoked certificates, or null where none are looked at
   */
  static Found in(
      List<X509Certificate> shown,
      Collection<X509Certificate> trusted,
      @Nullable List<CRL> revocations,
      Instant now) {
    ChainFaults found = new ChainFaults(trusted, now);
    found.build(shown);
    found.checkTrust();
    found.checkPurposes();
    if (revocations != null) {
      found.checkRevocations(revocations);
    }
    found.checkSignaturesAndDates();
    return new Found(List.copyOf(found.chain), List.copyOf(found.faults));
  }

  private void build(List<X509Certificate> shown) {
    chain.add(shown.getFirst());
    while (!isTrusted && chain.size() < MOST_CERTIFICATES) {
      X509Certificate last = chain.getLast();
      if (trusted.contains(last)) {
        isTrusted = true;
      } else if (isSelfIssued(last)) {
        return;
      } else {
        X509Certificate issuer = issuer(last, trusted);
        X509Certificate next = issuer == null ? issuer(last, shown) : issuer;
        if (next == null || chain.contains(next)) {
          return;
        }
        isTrusted = issuer != null;
        chain.add(next);
      }
    }
  }

  private static @Nullable X509Certificate issuer(
      X509Certificate certificate, Collection<X509Certificate> candidates) {
    X509Certificate named = null;
    for (X509Certificate candidate : candidates) {
      if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
        if (isSigned(certificate, candidate)) {
          return candidate;
        }
        named = named == null ? candidate : named;
      }
    }
    return named;
  }

  private static boolean isSigned(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private void add(int error, int depth) {
    faults.add(new ChainFault(error, depth));
  }

  private void checkTrust() {
    int top = chain.size() - 1;
    if (isTrusted) {
      return;
    }
    if (isSelfIssued(chain.getLast())) {
      add(top == 0 ? ChainFault.SELF_SIGNED : ChainFault.SELF_SIGNED_IN_CHAIN, top);
    } else {
      add(ChainFault.NO_ISSUER, top);
    }
  }

  private void checkPurposes() {
    if (!isForClients(chain.getFirst())) {
      add(ChainFault.WRONG_PURPOSE, 0);
    }
    for (int depth = 1; depth < chain.size(); depth++) {
      X509Certificate issuer = chain.get(depth);
      if (!maySign(issuer)) {
        add(ChainFault.NO_AUTHORITY, depth);
      } else if (issuer.getBasicConstraints() >= 0 && below(depth) > issuer.getBasicConstraints()) {
        add(ChainFault.PATH_TOO_LONG, depth);
      }
    }
  }

  private static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(FOR_CLIENTS) || purposes.contains(FOR_ALL);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** An authority of the first version, which could not say so, is one if it signed itself. */
  private static boolean maySign(X509Certificate issuer) {
    boolean[] usage = issuer.getKeyUsage();
    return (issuer.getBasicConstraints() >= 0 || issuer.getVersion() < 3 && isSelfIssued(issuer))
        && (usage == null || usage[SIGNS_CERTIFICATES]);
  }

  /** How many authorities stand between the client and the one at {@code depth}. */
  private int below(int depth) {
    int count = 0;
    for (int i = 1; i < depth; i++) {
      count += isSelfIssued(chain.get(i)) ? 0 : 1;
    }
    return count;
  }

  private void checkRevocations(List<CRL> revocations) {
    for (int depth = 0; depth < chain.size(); depth++) {
      X509Certificate certificate = chain.get(depth);
      X509CRL list = list(certificate, revocations);
      if (list == null) {
        add(ChainFault.NO_REVOCATION_LIST, depth);
        continue;
      }
      if (list.getThisUpdate().after(now)) {
        add(ChainFault.LIST_NOT_YET_VALID, depth);
      }
      if (list.getNextUpdate() != null && list.getNextUpdate().before(now)) {
        add(ChainFault.LIST_EXPIRED, depth);
      }
      X509Certificate issuer = depth + 1 < chain.size() ? chain.get(depth + 1) : certificate;
      if (!isSigned(list, issuer)) {
        add(ChainFault.WRONG_SIGNATURE_OF_LIST, depth);
      }
      if (list.isRevoked(certificate)) {
        add(ChainFault.REVOKED, depth);
      }
    }
  }

  private static boolean isSigned(X509CRL list, X509Certificate issuer) {
    try {
      list.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static @Nullable X509CRL list(X509Certificate certificate, List<CRL> revocations) {
    for (CRL revocation : revocations) {
      if (revocation instanceof X509CRL list
          && list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) {
        return list;
      }
    }
    return null;
  }

  private void checkSignaturesAndDates() {
    int top = chain.size() - 1;
    int from = top;
    if (!isTrusted && !isSelfIssued(chain.getLast())) {
      // Its own signature cannot be checked, and nothing is said of its dates.
      if (top == 0) {
        add(ChainFault.NO_SIGNER_OF_LEAF, 0);
      } else {
        from = top - 1;
      }
    }
    for (int depth = from; depth >= 0; depth--) {
      X509Certificate certificate = chain.get(depth);
      if (depth < top && !isSigned(certificate, chain.get(depth + 1))) {
        add(ChainFault.WRONG_SIGNATURE, depth);
      }
      if (certificate.getNotBefore().after(now)) {
        add(ChainFault.NOT_YET_VALID, depth);
      }
      if (certificate.getNotAfter().before(now)) {
        add(ChainFault.EXPIRED, depth);
      }
    }
  }
}
