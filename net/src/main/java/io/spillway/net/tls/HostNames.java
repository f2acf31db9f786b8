package io.spillway.net.tls;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;

/** Which host names a server's certificate is for (RFC 6125, section 6.4). Stateless. */
final class HostNames {
  private HostNames() {}

  /** Whether {@code certificate} is for {@code name}. */
  static boolean isFor(X509Certificate certificate, String name) throws TlsException {
    return matches(TlsCertificate.names(certificate), name.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether one of {@code patterns} is {@code name}, or has a wildcard in its first label, once,
   * that makes it so. The rest must have two labels at least: no wildcard is for a whole top-level
   * domain.
   */
  static boolean matches(Set<String> patterns, String name) {
    if (patterns.contains(name)) {
      return true;
    }
    int dot = name.indexOf('.');
    if (dot <= 0) {
      return false;
    }
    for (String pattern : patterns) {
      int star = pattern.indexOf('*');
      int patternDot = pattern.indexOf('.');
      if (star < 0 || star > patternDot || pattern.indexOf('.', patternDot + 1) < 0) {
        continue;
      }
      String label = name.substring(0, dot);
      String before = pattern.substring(0, star);
      String after = pattern.substring(star + 1, patternDot);
      if (pattern.substring(patternDot).equals(name.substring(dot))
          && after.indexOf('*') < 0
          && label.length() >= before.length() + after.length()
          && label.startsWith(before)
          && label.endsWith(after)) {
        return true;
      }
    }
    return false;
  }
}
