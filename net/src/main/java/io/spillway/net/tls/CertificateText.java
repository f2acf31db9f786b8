package io.spillway.net.tls;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** What certificates say, in the words of HAProxy and OpenSSL. Stateless. */
public final class CertificateText {
  private static final Map<String, String> SIGNATURES =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.1.4", "RSA-MD5"),
          Map.entry("1.2.840.113549.1.1.5", "RSA-SHA1"),
          Map.entry("1.2.840.113549.1.1.14", "RSA-SHA224"),
          Map.entry("1.2.840.113549.1.1.11", "RSA-SHA256"),
          Map.entry("1.2.840.113549.1.1.12", "RSA-SHA384"),
          Map.entry("1.2.840.113549.1.1.13", "RSA-SHA512"),
          Map.entry("1.2.840.113549.1.1.10", "RSASSA-PSS"),
          Map.entry("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
          Map.entry("1.2.840.10045.4.3.1", "ecdsa-with-SHA224"),
          Map.entry("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
          Map.entry("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
          Map.entry("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
          Map.entry("1.3.101.112", "ED25519"),
          Map.entry("1.3.101.113", "ED448"));

  /** OpenSSL's names of what Java has numbers for. */
  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.9.1", "emailAddress"),
          Map.entry("2.5.4.4", "SN"),
          Map.entry("2.5.4.5", "serialNumber"),
          Map.entry("2.5.4.9", "street"),
          Map.entry("2.5.4.12", "title"),
          Map.entry("2.5.4.13", "description"),
          Map.entry("2.5.4.15", "businessCategory"),
          Map.entry("2.5.4.17", "postalCode"),
          Map.entry("2.5.4.42", "GN"),
          Map.entry("2.5.4.43", "initials"),
          Map.entry("2.5.4.46", "dnQualifier"),
          Map.entry("2.5.4.97", "organizationIdentifier"));

  private CertificateText() {}

  /** The algorithm of its signature as OpenSSL calls it, {@code RSA-SHA256}, or its number. */
  public static String signature(X509Certificate certificate) {
    String number = certificate.getSigAlgOID();
    return SIGNATURES.getOrDefault(number, number);
  }

  /** Its key, {@code RSA2048} or {@code EC256}; null for one of another kind. */
  public static @Nullable String key(X509Certificate certificate) {
    return switch (certificate.getPublicKey()) {
      case RSAPublicKey rsa -> "RSA" + rsa.getModulus().bitLength();
      case ECPublicKey curve -> "EC" + curve.getParams().getOrder().bitLength();
      default -> null;
    };
  }

  /** The common name of its subject, the first of several; null where it has none. */
  public static @Nullable String commonName(X509Certificate certificate) {
    return name(certificate.getSubjectX500Principal(), "CN", 1);
  }

  /**
   * A distinguished name or a part of it.
   *
   * @param part the type of the part, {@code CN}; empty for the whole name, {@code /O=…/CN=…}
   * @param occurrence which of several such parts, from 1
   * @return null where there is no such part
   */
  public static @Nullable String name(X500Principal principal, String part, int occurrence) {
    StringBuilder whole = new StringBuilder();
    int found = 0;
    try {
      for (Rdn rdn : new LdapName(principal.getName(X500Principal.RFC2253, PARTS)).getRdns()) {
        if (part.isEmpty()) {
          whole.append('/').append(rdn.getType()).append('=').append(rdn.getValue());
        } else if (rdn.getType().equalsIgnoreCase(part) && ++found == occurrence) {
          return String.valueOf(rdn.getValue());
        }
      }
    } catch (InvalidNameException e) {
      return null;
    }
    return part.isEmpty() ? whole.toString() : null;
  }
}
