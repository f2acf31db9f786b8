package io.spillway.net.tls;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
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
  private final X509TrustManager chains;
  private final @Nullable String fixedName;

  private PeerVerifier(X509TrustManager chains, @Nullable String fixedName) {
    this.chains = chains;
    this.fixedName = fixedName;
  }

  /**
   * A verifier.
   *
   * @param authorities a file of those who may have signed certificates
   * @param revocations a file of lists of revoked ones, or null to ask nobody
   * @param fixedName the name that a server's certificate must be for where it was asked for none;
   *     or null
   * @throws TlsException where a file cannot be used
   */
  static PeerVerifier of(Path authorities, @Nullable Path revocations, @Nullable String fixedName)
      throws TlsException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      List<X509Certificate> trusted = TlsCertificate.readAuthorities(authorities);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), trusted.get(i));
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      if (revocations == null) {
        factory.init(store);
      } else {
        factory.init(new CertPathTrustManagerParameters(withRevocations(store, revocations)));
      }
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager found) {
          return new PeerVerifier(found, fixedName);
        }
      }
      throw new TlsException("the Java runtime cannot verify certificates");
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new TlsException("'" + authorities + "' : " + e.getMessage());
    }
  }

  private static PKIXBuilderParameters withRevocations(KeyStore store, Path file)
      throws GeneralSecurityException, TlsException {
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(store, new X509CertSelector());
    parameters.addCertStore(
        CertStore.getInstance(
            "Collection", new CollectionCertStoreParameters(PemBlocks.read(file).revocations())));
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
    String name = requestedName(engine.getSSLParameters().getServerNames());
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
    chains.checkClientTrusted(chain, type);
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
    return chains.getAcceptedIssuers();
  }
}
