package io.spillway.net.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whether a peer's certificate is good: signed by a known authority, not revoked, and for a server
 * made out to the name that it was asked for, or else to a fixed one. Thread-safe.
 */
final class PeerVerifier extends X509ExtendedTrustManager {
  /** Under this name a session keeps, as an array, what was wrong and ignored. */
  static final String FAULTS = "io.spillway.faults";

  private final X509TrustManager chains;
  private final @Nullable String fixedName;
  private final boolean verifiesRequestedName;
  private final X509Certificate[] named;
  private final ClientChains clients;

  /** Knows no authority: that of a file that is empty yet. */
  private static final X509TrustManager NOBODY =
      new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
          throw new CertificateException("no authority is known");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
          throw new CertificateException("no authority is known");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };

  private PeerVerifier(
      X509TrustManager chains,
      ClientChains clients,
      @Nullable String fixedName,
      boolean verifiesRequestedName,
      List<X509Certificate> named) {
    this.verifiesRequestedName = verifiesRequestedName;
    this.chains = chains;
    this.clients = clients;
    this.fixedName = fixedName;
    this.named = named.toArray(X509Certificate[]::new);
  }

  /**
   * A verifier.
   *
   * @param settings name the files of those who may have signed certificates, and of revoked ones
   * @param trust holds what the files say
   * @param fixedName the name that a server's certificate must be for where it was asked for none;
   *     or null
   * @param verifiesRequestedName whether it must be for the name that it was asked for
   * @return null where there are no authorities
   * @throws TlsException where a file cannot be used
   */
  static @Nullable PeerVerifier of(
      TlsSettings settings,
      TrustFiles trust,
      @Nullable String fixedName,
      boolean verifiesRequestedName)
      throws TlsException {
    List<X509Certificate> named = read(settings.authorities(), trust);
    List<X509Certificate> trusted = new ArrayList<>(named);
    trusted.addAll(read(settings.silentAuthorities(), trust));
    if (settings.authorities() == null && settings.silentAuthorities() == null) {
      return null;
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), trusted.get(i));
      }
      Path revocations = settings.revocations();
      List<CRL> revoked = revocations == null ? null : trust.revocations().read(revocations);
      return new PeerVerifier(
          trusted.isEmpty() ? NOBODY : chains(store, revoked),
          new ClientChains(List.copyOf(trusted), revoked, settings.ignored()),
          fixedName,
          verifiesRequestedName,
          settings.namesAuthorities() ? named : List.of());
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("'" + settings.authorities() + "' : " + e.getMessage());
    }
  }

  private static List<X509Certificate> read(@Nullable Path file, TrustFiles trust)
      throws TlsException {
    return file == null ? List.of() : trust.authorities().read(file);
  }

  private static X509TrustManager chains(KeyStore store, @Nullable List<CRL> revocations)
      throws GeneralSecurityException, TlsException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    if (revocations == null) {
      factory.init(store);
    } else {
      factory.init(new CertPathTrustManagerParameters(withRevocations(store, revocations)));
    }
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new TlsException("the Java runtime cannot verify certificates");
  }

  private static PKIXBuilderParameters withRevocations(KeyStore store, List<CRL> revocations)
      throws GeneralSecurityException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations)));
    if (CertPathBuilder.getInstance("PKIX").getRevocationChecker()
        instanceof PKIXRevocationChecker checker) {
      checker.setOptions(
          EnumSet.of(
              PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
      parameters.addCertPathChecker(checker);
    }
    return parameters;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    chains.checkServerTrusted(chain, type);
    String name =
        verifiesRequestedName ? requestedName(engine.getSSLParameters().getServerNames()) : null;
    String wanted = name == null ? fixedName : name;
    try {
      if (wanted != null && !HostNames.isFor(chain[0], wanted)) {
        throw new CertificateException("the server's certificate is not for '" + wanted + "'");
      }
    } catch (TlsException e) {
      throw new CertificateException(e.getMessage());
    }
  }

  private static @Nullable String requestedName(@Nullable List<SNIServerName> names) {
    return names == null || names.isEmpty() || !(names.getFirst() instanceof SNIHostName host)
        ? null
        : host.getAsciiName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    try {
      chains.checkClientTrusted(chain, type);
    } catch (CertificateException e) {
      List<ChainFault> ignored = clients.check(List.of(chain), e);
      SSLSession session = engine.getHandshakeSession();
      if (session != null) {
        session.putValue(FAULTS, ignored.toArray(ChainFault[]::new));
      }
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    chains.checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    chains.checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("a server is verified with its engine alone");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("a server is verified with its engine alone");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return named.clone();
  }
}
