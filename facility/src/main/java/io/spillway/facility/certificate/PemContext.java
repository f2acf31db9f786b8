package io.spillway.facility.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes TLS contexts of PEM files. Stateless. */
public final class PemContext {
  private PemContext() {}

  /**
   * A context.
   *
   * @param protocol the version of TLS, {@code TLSv1.3}, or {@code TLS} for what is usual
   * @param certificate a file with the certificate to show, its chain and its key, or null for none
   * @param authorities a file with the authorities to trust, or null for the system's
   * @throws IOException when a file cannot be used; the message says which and why
   */
  public static SSLContext of(
      String protocol, @Nullable String certificate, @Nullable String authorities)
      throws IOException {
    try {
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(
          certificate == null ? null : keys(certificate),
          authorities == null ? null : trust(authorities),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "'crt "
              + (certificate == null ? "-" : certificate)
              + " ca-file "
              + (authorities == null ? "-" : authorities)
              + "': "
              + e.getMessage(),
          e);
    }
  }

  private static KeyManager[] keys(String file) throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    PemFile certificate = PemFile.read(file);
    char[] password = new char[0];
    own.setKeyEntry(
        "own",
        certificate.privateKey(),
        password,
        certificate.certificates().toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, password);
    return keys.getKeyManagers();
  }

  private static TrustManager[] trust(String file) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    List<X509Certificate> authorities = PemFile.read(file).certificates();
    for (int i = 0; i < authorities.size(); i++) {
      trusted.setCertificateEntry("authority " + i, authorities.get(i));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust.getTrustManagers();
  }
}
