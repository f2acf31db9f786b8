package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.net.tls.TlsSession;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fetches of what is rarely asked of TLS: key exchange, secrets, chains (configuration manual,
 * chapter "Fetching samples at Layer 5").
 */
public final class TlsDetails {
  /** Secrets of TLS 1.3, where {@code tune.ssl.keylog} has them kept. */
  private static final List<String> SECRETS =
      List.of(
          "client_early_traffic_secret",
          "client_handshake_traffic_secret",
          "client_traffic_secret_0",
          "early_exporter_secret",
          "exporter_secret",
          "server_handshake_traffic_secret",
          "server_traffic_secret_0");

  /** The fetches. */
  public static final List<Fetch> ALL = all();

  private static final int DNS_NAME = 2;

  /** Whose session. */
  private interface Side {
    @Nullable TlsSession of(Evaluation evaluation);
  }

  /** Reads bytes of a session; null for no value. */
  private interface Bytes {
    byte @Nullable [] of(TlsSession session);
  }

  /** Reads a text of a session; null for no value. */
  private interface Text {
    @Nullable String of(TlsSession session);
  }

  private TlsDetails() {}

  private static List<Fetch> all() {
    List<Fetch> all = new ArrayList<>();
    side(all, "ssl_fc_", "ssl_c_", Source.CLIENT_CONNECTION, Evaluation::clientTls);
    side(all, "ssl_bc_", "ssl_s_", Source.SERVER_CONNECTION, Evaluation::serverTls);
    all.add(
        Fetch.of(
            "ssl_bc_is_resumed",
            BOOLEAN,
            Source.SERVER_CONNECTION,
            (evaluation, into) -> {
              TlsSession session = evaluation.serverTls();
              return into.bool(session != null && session.isResumed());
            }));
    all.add(
        text(
            "ssl_c_san",
            Source.CLIENT_CONNECTION,
            Evaluation::clientTls,
            session -> names(session.peerCertificate())));
    return List.copyOf(all);
  }

  private static void side(
      List<Fetch> all, String prefix, String certificate, Source source, Side side) {
    all.add(text(prefix + "curve", source, side, TlsSession::group));
    all.add(bytes(prefix + "session_key", source, side, TlsSession::masterKey));
    for (String secret : SECRETS) {
      String label = secret.toUpperCase(Locale.ROOT);
      all.add(text(prefix + secret, source, side, session -> session.secret(label)));
    }
    all.add(bytes(prefix + "client_random", source, side, TlsSession::clientRandom));
    all.add(bytes(prefix + "server_random", source, side, TlsSession::serverRandom));
    all.add(bytes(certificate + "chain_der", source, side, session -> der(session.peerChain())));
  }

  private static byte @Nullable [] der(List<X509Certificate> chain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (X509Certificate certificate : chain) {
        out.writeBytes(certificate.getEncoded());
      }
    } catch (GeneralSecurityException e) {
      return null;
    }
    return chain.isEmpty() ? null : out.toByteArray();
  }

  /** Host names alone, as OpenSSL writes them. */
  private static @Nullable String names(@Nullable X509Certificate certificate) {
    try {
      Collection<List<?>> names =
          certificate == null ? null : certificate.getSubjectAlternativeNames();
      if (names == null) {
        return null;
      }
      List<String> found = new ArrayList<>();
      for (List<?> name : names) {
        if (name.get(0) instanceof Integer type && type == DNS_NAME) {
          found.add("DNS:" + name.get(1));
        }
      }
      return found.isEmpty() ? null : String.join(", ", found);
    } catch (CertificateParsingException e) {
      return null;
    }
  }

  private static Fetch text(String name, Source source, Side side, Text text) {
    return Fetch.of(
        name,
        STRING,
        source,
        (evaluation, into) -> {
          TlsSession session = side.of(evaluation);
          String value = session == null ? null : text.of(session);
          return value != null && into.string(value.getBytes(StandardCharsets.UTF_8));
        });
  }

  private static Fetch bytes(String name, Source source, Side side, Bytes bytes) {
    return Fetch.of(
        name,
        BINARY,
        source,
        (evaluation, into) -> {
          TlsSession session = side.of(evaluation);
          byte[] value = session == null ? null : bytes.of(session);
          return value != null && value.length > 0 && into.bytes(BINARY, value, 0, value.length);
        });
  }
}
