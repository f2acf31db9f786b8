package io.spillway.ops.acme;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** When a certificate is to be renewed. Stateless. */
final class RenewalTime {
  /** The last of so many parts of a certificate's life is the time for renewing it. */
  private static final int PARTS = 12;

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private RenewalTime() {}

  /**
   * When {@code certificate} is to be renewed: when a twelfth of its life is left, as HAProxy does,
   * and up to half as much earlier, so that many certificates are not asked for at once.
   *
   * @param chance from 0 to 1
   */
  static Instant of(X509Certificate certificate, double chance) {
    Instant until = certificate.getNotAfter().toInstant();
    Duration part =
        Duration.between(certificate.getNotBefore().toInstant(), until).dividedBy(PARTS);
    long earlier = (long) (part.toMillis() * chance / 2);
    return until.minus(part).minusMillis(earlier);
  }

  /** Whether {@code certificate} is for all {@code names}. */
  static boolean covers(X509Certificate certificate, List<String> names) {
    Set<String> has = new HashSet<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives == null) {
        return false;
      }
      for (List<?> alternative : alternatives) {
        if (alternative.get(0) instanceof Integer type
            && (type == DNS_NAME || type == IP_ADDRESS)
            && alternative.get(1) instanceof String name) {
          has.add(name.toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException e) {
      return false;
    }
    return names.stream().allMatch(name -> has.contains(name.toLowerCase(Locale.ROOT)));
  }
}
