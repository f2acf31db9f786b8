package io.spillway.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** How connections to a server are made secure. Thread-safe. */
public final class TlsClient {
  private final SslContext context;
  private final boolean verifies;

  private TlsClient(SslContext context, boolean verifies) {
    this.context = context;
    this.verifies = verifies;
  }

  /**
   * A client.
   *
   * @param own the certificate that it shows where it is asked for one, or null
   * @throws TlsException where something of the settings cannot be used, and why
   */
  public static TlsClient of(TlsSettings settings, @Nullable TlsCertificate own)
      throws TlsException {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      TlsContexts.apply(settings, builder);
      boolean verifies = settings.verify() != TlsSettings.Verify.NONE;
      if (!verifies) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      }
      // Which name a certificate is for is checked where one is configured, below.
      builder.endpointIdentificationAlgorithm("");
      if (own != null) {
        builder.keyManager(own.key(), own.chain());
      }
      return new TlsClient(builder.build(), verifies);
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * A handler for one connection; the caller bounds the handshake's time.
   *
   * @param serverName the name that the server is asked for, or null for none
   * @param verifiedName the name that its certificate must be for, where it is verified; or null
   */
  public SslHandler newHandler(
      ByteBufAllocator allocator, @Nullable String serverName, @Nullable String verifiedName) {
    String peer = verifiedName != null ? verifiedName : serverName;
    SslHandler handler =
        peer == null ? context.newHandler(allocator) : context.newHandler(allocator, peer, -1);
    handler.setHandshakeTimeoutMillis(0);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    List<SNIServerName> names =
        serverName == null ? List.of() : List.of(new SNIHostName(serverName));
    parameters.setServerNames(names);
    if (verifies && peer != null) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return handler;
  }
}
