package io.spillway.ops.runtime;

import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.OcspCertificateId;
import io.spillway.net.tls.OcspResponse;
import io.spillway.net.tls.OcspStaple;
import io.spillway.net.tls.OcspUpdates;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code show} and {@code set ssl ocsp-response}. */
final class OcspCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show ssl ocsp-response",
              "[[text|base64] <id|certfile>]",
              "list the certificates that OCSP responses are for, or show what one says",
              Level.OPERATOR,
              OcspCommands::show),
          Command.of(
              "show ssl ocsp-updates",
              "",
              "tell when OCSP responses were and will be asked for",
              Level.OPERATOR,
              OcspCommands::updates),
          Command.of(
              "update ssl ocsp-response",
              "<certfile>",
              "ask for an OCSP response at once",
              Level.ADMIN,
              OcspCommands::update),
          Command.of(
              "set ssl ocsp-response",
              "<response|payload>",
              "tell clients this response, in base64, from now on",
              Level.ADMIN,
              OcspCommands::set));

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.US).withZone(ZoneOffset.UTC);
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private OcspCommands() {}

  /** Certificates whose issuer is known and for which there was a response. */
  private static List<TlsCertificate> stapled(CertificateStore store) {
    List<TlsCertificate> found = new ArrayList<>();
    for (String name : store.names()) {
      TlsCertificate certificate = store.find(name);
      if (certificate != null && certificate.staple().response() != null) {
        found.add(certificate);
      }
    }
    return found;
  }

  private static String show(RuntimeSession session, List<String> arguments) {
    CertificateStore store = session.process().certificates();
    if (arguments.isEmpty()) {
      StringBuilder out = new StringBuilder("# Certificate IDs\n");
      for (TlsCertificate certificate : stapled(store)) {
        OcspCertificateId id = certificate.staple().id();
        if (id != null) {
          out.append("Certificate ID key : ").append(id.key()).append('\n');
          out.append(id(" ", id));
        }
      }
      return out.toString();
    }
    boolean isBase64 = arguments.getFirst().equals("base64");
    boolean hasFormat = isBase64 || arguments.getFirst().equals("text");
    if (hasFormat && arguments.size() < 2) {
      return "'show ssl ocsp-response [text|base64]' expects an id or a certificate\n";
    }
    OcspResponse response = find(store, arguments.get(hasFormat ? 1 : 0));
    if (response == null) {
      return "Certificate ID does not match any certificate.\n";
    }
    return isBase64
        ? Base64.getEncoder().encodeToString(response.encoded()) + "\n"
        : text(response);
  }

  private static @Nullable OcspResponse find(CertificateStore store, String wanted) {
    for (TlsCertificate certificate : stapled(store)) {
      OcspCertificateId id = certificate.staple().id();
      if (id != null
          && (id.key().equalsIgnoreCase(wanted) || certificate.file().toString().equals(wanted))) {
        return certificate.staple().response();
      }
    }
    return null;
  }

  private static String id(String indent, OcspCertificateId id) {
    return indent
        + "Certificate ID:\n"
        + indent
        + "  Issuer Name Hash: "
        + HEX.formatHex(id.issuerNameHash())
        + "\n"
        + indent
        + "  Issuer Key Hash: "
        + HEX.formatHex(id.issuerKeyHash())
        + "\n"
        + indent
        + "  Serial Number: "
        + HEX.formatHex(CertificateReport.unsigned(id.serial()))
        + "\n";
  }

  private static String text(OcspResponse response) {
    String next =
        response.nextUpdate() == null
            ? ""
            : "    Next Update: " + CertificateReport.date(Date.from(response.nextUpdate())) + "\n";
    return "OCSP Response Data:\n    OCSP Response Status: successful (0x0)\n"
        + "    Response Type: Basic OCSP Response\n    Produced At: "
        + CertificateReport.date(Date.from(response.producedAt()))
        + "\n    Responses:\n"
        + id("    ", response.id())
        + "    Cert Status: "
        + response.status().text()
        + "\n    This Update: "
        + CertificateReport.date(Date.from(response.thisUpdate()))
        + "\n"
        + next;
  }

  private static String updates(RuntimeSession session, List<String> arguments) {
    StringBuilder out =
        new StringBuilder(
            "OCSP Certid | Path | Next Update | Last Update | Successes | Failures | Last Update"
                + " Status | Last Update Status (str)\n");
    for (OcspUpdates.Report report : session.process().certificates().ocspUpdates().reports()) {
      OcspCertificateId id = report.id();
      out.append(id == null ? "-" : id.key())
          .append(" | ")
          .append(report.certificate())
          .append(" | ")
          .append(TIME.format(report.next()))
          .append(" | ")
          .append(report.last() == null ? "-" : TIME.format(report.last()))
          .append(" | ")
          .append(report.successes())
          .append(" | ")
          .append(report.failures())
          .append(" | ")
          .append(report.code())
          .append(" | ")
          .append(report.outcome())
          .append('\n');
    }
    return out.toString();
  }

  private static String update(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'update ssl ocsp-response' expects a certificate's filename\n";
    }
    return session.process().certificates().ocspUpdates().hurry(arguments.getFirst())
        ? "Update of '" + arguments.getFirst() + "' begins.\n"
        : "'update ssl ocsp-response': '"
            + arguments.getFirst()
            + "' has no OCSP updates; 'ocsp-update on' in a crt-list or 'ocsp-update.mode on' in"
            + " global gives it some.\n";
  }

  private static String set(RuntimeSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      return "'set ssl ocsp-response' expects response in base64 encoding.\n";
    }
    String text = String.join("", arguments).replaceAll("\\s", "");
    byte[] response;
    try {
      response = text.length() % 4 == 0 ? Base64.getDecoder().decode(text) : new byte[0];
    } catch (IllegalArgumentException e) {
      response = new byte[0];
    }
    if (response.length == 0) {
      return "'set ssl ocsp-response' received invalid base64 encoded response.\n";
    }
    String reason = "OCSP response: certificate ID does not match any certificate";
    CertificateStore store = session.process().certificates();
    boolean isTold = false;
    for (String name : store.names()) {
      TlsCertificate certificate = store.find(name);
      OcspStaple staple = certificate == null ? null : certificate.staple();
      if (staple != null && staple.id() != null) {
        try {
          staple.set(response);
          isTold = true;
        } catch (TlsException e) {
          String message = String.valueOf(e.getMessage());
          reason = message.contains("does not match any") ? reason : message;
        }
      }
    }
    return isTold ? "OCSP Response updated!\n" : reason + ".\n";
  }
}
