package io.spillway.facility.exchange;

import io.spillway.facility.certificate.PemContext;
import io.spillway.facility.definition.CoordinationDefinition.Protection;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

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
    return new TlsHandshake(PemContext.of("TLSv1.3", files.certificate(), files.authorities()));
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
