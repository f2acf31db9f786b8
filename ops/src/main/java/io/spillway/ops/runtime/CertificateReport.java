package io.spillway.ops.runtime;

import io.spillway.net.tls.CertificateText;
import io.spillway.net.tls.OcspCertificateId;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** What {@code show ssl cert <file>} prints. Stateless. */
final class CertificateReport {
  private static final int DNS_NAME = 2;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private CertificateReport() {}

  /** The certificates of {@code chain}, the first of which is shown whole; empty for none. */
  static String of(
      String name, String status, List<X509Certificate> chain, @Nullable OcspCertificateId ocsp) {
    StringBuilder out = new StringBuilder();
    line(out, "Filename", name);
    line(out, "Status", status);
    if (!chain.isEmpty()) {
      own(out, chain.getFirst());
      for (X509Certificate issuer : chain.subList(1, chain.size())) {
        line(out, "Chain Subject", subject(issuer));
        line(out, "Chain Issuer", issuer(issuer));
      }
    }
    line(out, "OCSP Response Key", ocsp == null ? "" : ocsp.key());
    return out.toString();
  }

  /** One certificate alone. */
  static String whole(X509Certificate certificate) {
    StringBuilder out = new StringBuilder();
    own(out, certificate);
    return out.toString();
  }

  private static void own(StringBuilder out, X509Certificate certificate) {
    line(out, "Serial", HEX.formatHex(unsigned(certificate.getSerialNumber())));
    line(out, "notBefore", date(certificate.getNotBefore()));
    line(out, "notAfter", date(certificate.getNotAfter()));
    line(out, "Subject Alternative Name", names(certificate));
    line(out, "Algorithm", Objects.requireNonNullElse(CertificateText.key(certificate), ""));
    line(out, "SHA1 FingerPrint", fingerprint(certificate));
    line(out, "Subject", subject(certificate));
    line(out, "Issuer", issuer(certificate));
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(name).append(": ").append(value).append('\n');
  }

  /** Without the byte that a number has in front so as not to be negative. */
  static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  static String date(Date date) {
    return DATE.format(date.toInstant());
  }

  private static String names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? ""
          : names.stream()
              .filter(name -> name.get(0) instanceof Integer type && type == DNS_NAME)
              .map(name -> "DNS:" + name.get(1))
              .collect(Collectors.joining(", "));
    } catch (GeneralSecurityException e) {
      return "";
    }
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      return "";
    }
  }

  private static String subject(X509Certificate certificate) {
    return text(certificate.getSubjectX500Principal());
  }

  private static String issuer(X509Certificate certificate) {
    return text(certificate.getIssuerX500Principal());
  }

  private static String text(X500Principal principal) {
    return Objects.requireNonNullElse(CertificateText.name(principal, "", 1), "");
  }
}
