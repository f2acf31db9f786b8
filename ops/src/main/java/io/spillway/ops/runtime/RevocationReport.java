package io.spillway.ops.runtime;

import io.spillway.net.tls.CertificateText;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/** What {@code show ssl crl-file <file>} prints of a list. Stateless. */
final class RevocationReport {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private RevocationReport() {}

  static String of(X509CRL list) {
    StringBuilder out = new StringBuilder();
    out.append("Version ").append(list.getVersion()).append('\n');
    out.append("Signature Algorithm: ").append(algorithm(list)).append('\n');
    out.append("Issuer: ")
        .append(
            Objects.requireNonNullElse(
                CertificateText.name(list.getIssuerX500Principal(), "", 1), ""))
        .append('\n');
    out.append("Last Update: ").append(CertificateReport.date(list.getThisUpdate())).append('\n');
    out.append("Next Update: ")
        .append(
            list.getNextUpdate() == null ? "NONE" : CertificateReport.date(list.getNextUpdate()))
        .append('\n');
    Set<? extends X509CRLEntry> revoked = list.getRevokedCertificates();
    if (revoked == null || revoked.isEmpty()) {
      return out.append("No Revoked Certificates.\n").toString();
    }
    out.append("Revoked Certificates:\n");
    revoked.stream()
        .sorted(Comparator.comparing(X509CRLEntry::getRevocationDate))
        .forEach(
            entry ->
                out.append("    Serial Number: ")
                    .append(HEX.formatHex(CertificateReport.unsigned(entry.getSerialNumber())))
                    .append("\n        Revocation Date: ")
                    .append(CertificateReport.date(entry.getRevocationDate()))
                    .append('\n'));
    return out.toString();
  }

  private static String algorithm(X509CRL list) {
    return switch (list.getSigAlgOID()) {
      case "1.2.840.113549.1.1.5" -> "sha1WithRSAEncryption";
      case "1.2.840.113549.1.1.11" -> "sha256WithRSAEncryption";
      case "1.2.840.113549.1.1.12" -> "sha384WithRSAEncryption";
      case "1.2.840.113549.1.1.13" -> "sha512WithRSAEncryption";
      case "1.2.840.10045.4.3.2" -> "ecdsa-with-SHA256";
      case "1.2.840.10045.4.3.3" -> "ecdsa-with-SHA384";
      case "1.2.840.10045.4.3.4" -> "ecdsa-with-SHA512";
      default -> list.getSigAlgOID();
    };
  }
}
