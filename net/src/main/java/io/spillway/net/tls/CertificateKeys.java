package io.spillway.net.tls;

import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import org.jspecify.annotations.Nullable;

/**
 * Gives the library a {@link CertificateSelector} so that it keeps what it makes of certificates
 * and keys: without, each handshake writes both as text and parses that.
 */
final class CertificateKeys extends KeyManagerFactorySpi {
  /**
   * How many are kept, at some ten kilobytes each. A certificate that was replaced takes a place
   * until the process ends; where there is none left, each handshake parses again.
   */
  private static final int MAX_KEPT = 65536;

  private final KeyManager selector;

  private CertificateKeys(KeyManager selector) {
    this.selector = selector;
  }

  static KeyManagerFactory of(CertificateSelector selector) {
    KeyManagerFactory factory =
        new KeyManagerFactory(new CertificateKeys(selector), null, "certificates") {};
    return new OpenSslCachingX509KeyManagerFactory(factory, MAX_KEPT);
  }

  @Override
  protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

  @Override
  protected void engineInit(@Nullable ManagerFactoryParameters parameters) {}

  @Override
  protected KeyManager[] engineGetKeyManagers() {
    return new KeyManager[] {selector};
  }
}
