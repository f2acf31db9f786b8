package io.spillway.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslClientContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How connections to one server are made secure; it keeps the server's sessions to resume them.
 * Thread-safe.
 */
public final class TlsClient implements CertificateUser, TrustUser {
  /** Stands for the server where it is asked for no name; not one that would be sent. */
  private static final String NAMELESS = "server";

  private static final int SESSIONS_PORT = 443;

  private final TlsSettings settings;
  private final Contexts contexts;
  private final Options options;
  private volatile @Nullable TlsCertificate own;
  private volatile SslContext context;

  /**
   * What a server's line says besides.
   *
   * @param fixedName the name that the server's certificate must be for where it is verified and
   *     the server is asked for no name that counts; or null
   * @param verifiesRequestedName whether it must be for the name that the server is asked for
   * @param resumes whether sessions are resumed
   * @param renegotiates whether the server gets a second handshake where it wants one
   */
  public record Options(
      @Nullable String fixedName,
      boolean verifiesRequestedName,
      boolean resumes,
      boolean renegotiates) {}

  /** Makes the context in which a certificate is shown. */
  @FunctionalInterface
  private interface Contexts {
    SslContext showing(@Nullable TlsCertificate own) throws TlsException;
  }

  private TlsClient(
      TlsSettings settings, Contexts contexts, @Nullable TlsCertificate own, Options options)
      throws TlsException {
    this.settings = settings;
    this.contexts = contexts;
    this.own = own;
    this.options = options;
    this.context = contexts.showing(own);
  }

  /**
   * A client.
   *
   * @param own the certificate that it shows where it is asked for one, or null
   * @param trust holds the files of authorities that the settings name
   * @throws TlsException where something of the settings cannot be used, and why
   */
  public static TlsClient of(
      TlsSettings settings, @Nullable TlsCertificate own, Options options, TrustFiles trust)
      throws TlsException {
    return new TlsClient(
        settings,
        shown ->
            context(
                settings,
                settings.verify() == TlsSettings.Verify.NONE
                    ? null
                    : PeerVerifier.of(
                        settings, trust, options.fixedName(), options.verifiesRequestedName()),
                shown),
        own,
        options);
  }

  private static SslContext context(
      TlsSettings settings, @Nullable TrustManager verifier, @Nullable TlsCertificate own)
      throws TlsException {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      TlsContexts.apply(settings, builder);
      if (verifier == null) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      } else {
        builder.trustManager(verifier);
      }
      // The verifier looks at the name.
      builder.endpointIdentificationAlgorithm("");
      if (own != null) {
        builder.keyManager(own.key(), own.chain());
      }
      SslContext context = TlsContexts.finish(settings, builder.build());
      if (settings.tickets() && context instanceof OpenSslClientContext client) {
        // Netty asks for tickets only where keys are set, which no client needs.
        client.sessionContext().setTicketKeys(TicketKeys.random().toArray());
      }
      return context;
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public int uses(Path file) {
    TlsCertificate shown = own;
    return shown != null && shown.file().equals(file) ? 1 : 0;
  }

  /** Sessions that began with the certificate before are not resumed afterwards. */
  @Override
  public Runnable prepare(TlsCertificate replacement) throws TlsException {
    SslContext changed = contexts.showing(replacement);
    return () -> {
      context = changed;
      own = replacement;
    };
  }

  @Override
  public int usesTrust(Path file) {
    return settings.trusts(file) ? 1 : 0;
  }

  /** Sessions that began before are not resumed afterwards. */
  @Override
  public Runnable prepareTrust() throws TlsException {
    SslContext changed = contexts.showing(own);
    return () -> context = changed;
  }

  /**
   * A handler for one connection; the caller bounds the handshake's time.
   *
   * @param serverName the name that the server is asked for, or null for none
   * @throws IllegalArgumentException where the name is none that can be asked for
   */
  public SslHandler newHandler(ByteBufAllocator allocator, @Nullable String serverName) {
    SslHandler handler = new SslHandler(newEngine(allocator, serverName));
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  private static void leaveAlone(ReferenceCountedOpenSslEngine engine) {
    try {
      SSL.setRenegotiateMode(engine.sslPointer(), SSL.SSL_RENEGOTIATE_NEVER);
    } catch (Exception e) {
      throw new IllegalStateException(e); // BoringSSL knows it
    }
  }

  /** As {@link #newHandler}, for a caller that moves the bytes itself. */
  public SSLEngine newEngine(ByteBufAllocator allocator, @Nullable String serverName) {
    // Sessions are found again by the engine's peer.
    String peer = serverName == null ? NAMELESS : serverName;
    SNIHostName name =
        serverName == null ? null : new SNIHostName(serverName.getBytes(StandardCharsets.US_ASCII));
    SslContext now = context;
    SSLEngine engine =
        options.resumes()
            ? now.newEngine(allocator, peer, SESSIONS_PORT)
            : now.newEngine(allocator);
    if (!options.renegotiates() && engine instanceof ReferenceCountedOpenSslEngine open) {
      leaveAlone(open);
    }
    SSLParameters parameters = engine.getSSLParameters();
    List<SNIServerName> names = name == null ? List.of() : List.of(name);
    parameters.setServerNames(names);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
