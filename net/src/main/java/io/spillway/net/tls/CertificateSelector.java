package io.spillway.net.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
  /** What was chosen for a handshake; the library asks for it in several calls. */
  private record Choice(WeakReference<SSLEngine> engine, @Nullable TlsCertificate certificate) {}

  private final ThreadLocal<@Nullable Choice> choice = new ThreadLocal<>();
  private final @Nullable TlsSettings own;
  private final @Nullable CertificateGenerator generator;
  private volatile CertificateIndex index;

  /**
   * A selector.
   *
   * @param own for which of the index's settings it is; null for the listener's. A client that asks
   *     for a name with other settings is refused: it hid the name from who looked at it first
   * @param generator makes certificates for names that nothing fits; null for none
   */
  CertificateSelector(
      CertificateIndex index, @Nullable TlsSettings own, @Nullable CertificateGenerator generator) {
    this.index = index;
    this.own = own;
    this.generator = generator;
  }

  /** The name of a certificate for the library, which keeps under it what it makes of the key. */
  private static String alias(TlsCertificate certificate) {
    return Long.toString(certificate.number());
  }

  CertificateIndex index() {
    return index;
  }

  /** Other certificates from now on; handshakes that have chosen theirs keep it. */
  void replace(CertificateIndex replacement) {
    index = replacement;
  }

  /**
   * Asked once for each type of keys until there is an answer, all by one thread, which asks for
   * the chain and the key right after. The choice is made at the first call, lest a replacement
   * between two of them leaves the handshake without a certificate.
   */
  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    Choice made = choice.get();
    if (made == null || !made.engine().refersTo(engine)) {
      TlsCertificate best = best(candidates(requestedName(engine)), engine);
      made = new Choice(new WeakReference<>(engine), best);
      choice.set(made);
      staple(best, engine);
    }
    TlsCertificate chosen = made.certificate();
    return chosen != null && fits(chosen.keyAlgorithm(), keyType) ? alias(chosen) : null;
  }

  private List<TlsCertificate> candidates(@Nullable String name) {
    CertificateIndex now = index;
    CertificateIndex.Offer offer = now.offer(name);
    CertificateGenerator makes = generator;
    if (makes != null && name != null && !now.fits(name)) {
      return makes.generate(name, now.defaults());
    }
    return Objects.equals(offer.own(), own) ? offer.certificates() : List.of();
  }

  private static void staple(@Nullable TlsCertificate certificate, SSLEngine engine) {
    byte[] response = certificate == null ? null : certificate.staple().current();
    if (response != null
        && OpenSsl.isOcspSupported()
        && engine instanceof ReferenceCountedOpenSslEngine open) {
      open.setOcspResponse(response);
    }
  }

  private @Nullable TlsCertificate chosen(String alias) {
    Choice made = choice.get();
    TlsCertificate certificate = made == null ? null : made.certificate();
    return certificate == null || !alias.equals(alias(certificate)) ? null : certificate;
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
    TlsCertificate found = chosen(alias);
    return found == null ? null : found.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsCertificate found = chosen(alias);
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
