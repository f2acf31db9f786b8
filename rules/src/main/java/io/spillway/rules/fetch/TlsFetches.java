package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.net.tls.CertificateText;
import io.spillway.net.tls.TlsSession;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Fetches of what TLS agreed on, and of certificates (configuration manual, chapter "Fetching
 * samples at Layer 5").
 */
public final class TlsFetches {
  /** The fetches. */
  public static final List<Fetch> ALL = all();

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Whose session. */
  private interface Side {
    @Nullable TlsSession of(Evaluation evaluation);
  }

  /** Which certificate of a session. */
  private interface Owner {
    @Nullable X509Certificate of(TlsSession session);
  }

  /** Reads something of a session; null for no value. */
  private interface Text<T> {
    @Nullable String of(T from);
  }

  private TlsFetches() {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    session(all, "ssl_fc_", Source.CLIENT_CONNECTION, Evaluation::clientTls);
    session(all, "ssl_bc_", Source.SERVER_CONNECTION, Evaluation::serverTls);
    all.add(
        text(
            "ssl_fc_sni", Source.CLIENT_CONNECTION, Evaluation::clientTls, TlsSession::serverName));
    all.add(
        fetch(
            "ssl_fc_has_sni",
            BOOLEAN,
            Source.CLIENT_CONNECTION,
            Evaluation::clientTls,
            (session, into) -> into.bool(session.serverName() != null)));
    all.add(
        fetch(
            "ssl_fc_has_crt",
            BOOLEAN,
            Source.CLIENT_CONNECTION,
            Evaluation::clientTls,
            (session, into) -> into.bool(session.peerCertificate() != null)));
    all.add(
        fetch(
            "ssl_c_used",
            BOOLEAN,
            Source.CLIENT_CONNECTION,
            Evaluation::clientTls,
            (session, into) -> into.bool(session.peerCertificate() != null)));
    errors(all);
    certificate(
        all,
        "ssl_c_",
        Source.CLIENT_CONNECTION,
        Evaluation::clientTls,
        TlsSession::peerCertificate);
    certificate(
        all, "ssl_f_", Source.CLIENT_CONNECTION, Evaluation::clientTls, TlsSession::ownCertificate);
    certificate(
        all,
        "ssl_s_",
        Source.SERVER_CONNECTION,
        Evaluation::serverTls,
        TlsSession::peerCertificate);
    return List.copyOf(all);
  }

  private static void errors(List<Fetch> all) {
    all.addAll(TlsErrors.ALL);
    all.add(
        Fetch.of(
            "ssl_fc_is_resumed",
            BOOLEAN,
            Source.CLIENT_CONNECTION,
            (evaluation, into) -> {
              TlsSession session = evaluation.clientTls();
              return into.bool(session != null && session.isResumed());
            }));
  }

  private static void session(List<Fetch> all, String prefix, Source source, Side side) {
    all.add(text(prefix + "protocol", source, side, TlsSession::protocol));
    all.add(text(prefix + "cipher", source, side, TlsSession::cipher));
    all.add(text(prefix + "alpn", source, side, TlsSession::applicationProtocol));
    all.add(
        fetch(
            prefix + "use_keysize",
            INTEGER,
            source,
            side,
            (session, into) -> into.integer(session.keyBits())));
    all.add(
        fetch(
            prefix + "alg_keysize",
            INTEGER,
            source,
            side,
            (session, into) -> into.integer(session.keyBits())));
    all.add(
        fetch(
            prefix + "session_id",
            BINARY,
            source,
            side,
            (session, into) -> bytes(session.id(), into)));
  }

  private static void certificate(
      List<Fetch> all, String prefix, Source source, Side side, Owner owner) {
    all.add(ofCertificate(prefix + "der", BINARY, source, side, owner, TlsFetches::der));
    all.add(ofCertificate(prefix + "sha1", BINARY, source, side, owner, TlsFetches::sha1));
    all.add(
        ofCertificate(
            prefix + "serial",
            BINARY,
            source,
            side,
            owner,
            (certificate, into) -> bytes(certificate.getSerialNumber().toByteArray(), into)));
    all.add(
        ofCertificate(
            prefix + "version",
            INTEGER,
            source,
            side,
            owner,
            (certificate, into) -> into.integer(certificate.getVersion())));
    all.add(
        ofCertificate(
            prefix + "key_alg",
            STRING,
            source,
            side,
            owner,
            (certificate, into) ->
                string(
                    certificate.getPublicKey().getAlgorithm().equals("RSA")
                        ? "rsaEncryption"
                        : "id-ecPublicKey",
                    into)));
    all.add(
        ofCertificate(
            prefix + "sig_alg",
            STRING,
            source,
            side,
            owner,
            (certificate, into) -> string(CertificateText.signature(certificate), into)));
    all.add(date(prefix + "notbefore", source, side, owner, X509Certificate::getNotBefore));
    all.add(date(prefix + "notafter", source, side, owner, X509Certificate::getNotAfter));
    all.add(name(prefix + "s_dn", source, side, owner, X509Certificate::getSubjectX500Principal));
    all.add(name(prefix + "i_dn", source, side, owner, X509Certificate::getIssuerX500Principal));
  }

  /** Puts something of a session into a sample. */
  private interface Reader<T> {
    boolean read(T from, Sample into);
  }

  private static Fetch fetch(
      String name, SampleType type, Source source, Side side, Reader<TlsSession> reader) {
    return Fetch.of(
        name,
        type,
        source,
        (evaluation, into) -> {
          TlsSession session = side.of(evaluation);
          return session != null && reader.read(session, into);
        });
  }

  private static Fetch text(String name, Source source, Side side, Text<TlsSession> text) {
    return fetch(name, STRING, source, side, (session, into) -> string(text.of(session), into));
  }

  private static Fetch ofCertificate(
      String name,
      SampleType type,
      Source source,
      Side side,
      Owner owner,
      Reader<X509Certificate> reader) {
    return fetch(
        name,
        type,
        source,
        side,
        (session, into) -> {
          X509Certificate certificate = owner.of(session);
          return certificate != null && reader.read(certificate, into);
        });
  }

  private interface DateOf {
    Date of(X509Certificate certificate);
  }

  private static Fetch date(String name, Source source, Side side, Owner owner, DateOf date) {
    return ofCertificate(
        name,
        STRING,
        source,
        side,
        owner,
        (certificate, into) -> string(DATE.format(date.of(certificate).toInstant()), into));
  }

  private interface NameOf {
    X500Principal of(X509Certificate certificate);
  }

  /** The whole name, or the part of it that the argument names; the n-th of several. */
  private static Fetch name(String name, Source source, Side side, Owner owner, NameOf principal) {
    return Fetch.of(
        name,
        STRING,
        source,
        "[string,integer]",
        arguments -> {
          String part = part(arguments);
          int occurrence = (int) Math.max(1, arguments.integer(1, 1));
          return (evaluation, into) -> {
            TlsSession session = side.of(evaluation);
            X509Certificate certificate = session == null ? null : owner.of(session);
            return certificate != null
                && string(CertificateText.name(principal.of(certificate), part, occurrence), into);
          };
        });
  }

  private static String part(CallArguments arguments) {
    return arguments.has(0) ? arguments.text(0) : "";
  }

  private static boolean der(X509Certificate certificate, Sample into) {
    try {
      return bytes(certificate.getEncoded(), into);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean sha1(X509Certificate certificate, Sample into) {
    try {
      return bytes(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()), into);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean bytes(byte[] value, Sample into) {
    return into.bytes(BINARY, value, 0, value.length);
  }

  private static boolean string(@Nullable String value, Sample into) {
    return value != null && into.string(value.getBytes(StandardCharsets.UTF_8));
  }
}
