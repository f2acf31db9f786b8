package io.spillway.facility.exchange;

import io.spillway.facility.definition.CoordinationDefinition.Protection;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Proof by certificates: TLS 1.3, both sides show one of the given authorities, made out to the
 * voter's name. Thread-safe.
 */
final class TlsHandshake implements Handshake {
  private final SSLContext context;

  private TlsHandshake(SSLContext context) {
    this.context = context;
  }

  /**
   * With the certificates of {@code files}.
   *
   * @throws IOException when they cannot be used; the message says which and why
   */
  static TlsHandshake of(Protection.Tls files) throws IOException {
    try {
      KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
      own.load(null, null);
      PemFile certificate = PemFile.read(files.certificate());
      char[] password = new char[0];
      own.setKeyEntry(
          "own",
          certificate.privateKey(),
          password,
          certificate.certificates().toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, password);
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      List<X509Certificate> authorities = PemFile.read(files.authorities()).certificates();
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("authority " + i, authorities.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return new TlsHandshake(context);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "'tls crt "
              + files.certificate()
              + " ca-file "
              + files.authorities()
              + "': "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public Channel perform(Socket socket, boolean dialled) throws IOException {
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
    secured.setUseClientMode(dialled);
    secured.setNeedClientAuth(true);
    secured.setEnabledProtocols(new String[] {"TLSv1.3"});
    try {
      secured.startHandshake();
      return new TlsChannel(
          secured,
          new DataInputStream(secured.getInputStream()),
          new DataOutputStream(secured.getOutputStream()),
          (X509Certificate) secured.getSession().getPeerCertificates()[0]);
    } catch (SSLException e) {
      throw new RefusedException("TLS: " + e.getMessage());
    }
  }
}
