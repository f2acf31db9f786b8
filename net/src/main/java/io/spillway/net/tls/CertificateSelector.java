package io.spillway.net.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives each handshake the certificate for the name that the client asks for and the keys that it
 * understands. Thread-safe; {@link #replace} takes effect with the next handshake.
 */
final class CertificateSelector extends X509ExtendedKeyManager {
  /** One state of the certificates: the index, and the names that the protocol calls them by. */
  private record Snapshot(
      CertificateIndex index,
      Map<String, TlsCertificate> byAlias,
      Map<TlsCertificate, String> aliases) {
    static Snapshot of(CertificateIndex index, long generation) {
      Map<String, TlsCertificate> byAlias = new HashMap<>();
      Map<TlsCertificate, String> aliases = new HashMap<>();
      for (CertificateIndex.Entry entry : index.entries()) {
        String alias = generation + "." + byAlias.size();
        if (aliases.putIfAbsent(entry.certificate(), alias) == null) {
          byAlias.put(alias, entry.certificate());
        }
      }
      return new Snapshot(index, byAlias, aliases);
    }
  }

  private volatile Snapshot current;
  private volatile @Nullable Snapshot previous;
  private long generation;

  CertificateSelector(CertificateIndex index) {
    current = Snapshot.of(index, 0);
  }

  CertificateIndex index() {
    return current.index();
  }

  /** Other certificates from now on; handshakes that have begun keep theirs. */
  synchronized void replace(CertificateIndex index) {
    generation++;
    previous = current;
    current = Snapshot.of(index, generation);
  }

  private @Nullable TlsCertificate named(String alias) {
    TlsCertificate found = current.byAlias().get(alias);
    Snapshot before = previous;
    return found == null && before != null ? before.byAlias().get(alias) : found;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    Snapshot now = current;
    TlsCertificate best = best(now.index().find(requestedName(engine)), engine);
    return best != null && fits(best.keyAlgorithm(), keyType) ? now.aliases().get(best) : null;
  }

  /** The first whose signatures the client understands; of several, one of an elliptic curve. */
  private static @Nullable TlsCertificate best(List<TlsCertificate> candidates, SSLEngine engine) {
    if (candidates.size() < 2) {
      return candidates.isEmpty() ? null : candidates.getFirst();
    }
    String[] understood =
        engine.getHandshakeSession() instanceof ExtendedSSLSession session
            ? session.getPeerSupportedSignatureAlgorithms()
            : new String[0];
    TlsCertificate best = null;
    for (TlsCertificate candidate : candidates) {
      if (isUnderstood(candidate.keyAlgorithm(), understood)
          && (best == null
              || candidate.keyAlgorithm().equals("EC") && !best.keyAlgorithm().equals("EC"))) {
        best = candidate;
      }
    }
    return best == null ? candidates.getFirst() : best;
  }

  /** A client that does not tell what it understands is taken to understand all. */
  private static boolean isUnderstood(String algorithm, String[] understood) {
    String mark =
        switch (algorithm) {
          case "EC" -> "ECDSA";
          case "RSA" -> "RSA";
          default -> algorithm;
        };
    for (String name : understood) {
      if (name.toUpperCase(Locale.ROOT).contains(mark.toUpperCase(Locale.ROOT))) {
        return true;
      }
    }
    return understood.length == 0;
  }

  private static boolean fits(String algorithm, String keyType) {
    return switch (algorithm) {
      case "RSA" ->
          keyType.equals("RSA") || keyType.endsWith("_RSA") || keyType.equals("RSASSA-PSS");
      case "EC" -> keyType.equals("EC") || keyType.startsWith("EC_");
      default -> algorithm.equals(keyType);
    };
  }

  /** The host name that a client asks for, or null. */
  static @Nullable String requestedName(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      return requestedName(session);
    }
    return null;
  }

  static @Nullable String requestedName(ExtendedSSLSession session) {
    List<SNIServerName> names = session.getRequestedServerNames();
    return names.isEmpty() || !(names.getFirst() instanceof SNIHostName host)
        ? null
        : host.getAsciiName();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    TlsCertificate found = named(alias);
    return found == null ? null : found.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsCertificate found = named(alias);
    return found == null ? null : found.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
