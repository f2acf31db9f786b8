package io.spillway.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How a listener's connections are made secure. Thread-safe. */
public final class TlsServer implements CertificateUser {
  private final CertificateSelector selector;
  private final SslContext context;
  private volatile @Nullable TlsChallenges challenges;

  private TlsServer(CertificateSelector selector, SslContext context) {
    this.selector = selector;
    this.context = context;
  }

  /**
   * A server with these certificates.
   *
   * @param ticketKeys those of session tickets, or null for one of its own
   * @throws TlsException where something of the settings cannot be used, and why
   */
  public static TlsServer of(
      TlsSettings settings, CertificateIndex certificates, @Nullable TicketKeys ticketKeys)
      throws TlsException {
    CertificateSelector selector = new CertificateSelector(certificates);
    try {
      SslContextBuilder builder = SslContextBuilder.forServer(selector);
      TlsContexts.apply(settings, builder);
      Path authorities = settings.authorities();
      if (authorities != null) {
        builder.trustManager(PeerVerifier.of(authorities, settings.revocations(), null));
      }
      builder.clientAuth(
          switch (settings.verify()) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
          });
      SslContext context = builder.build();
      if (settings.tickets() && context instanceof OpenSslServerContext server) {
        TicketKeys keys = ticketKeys == null ? TicketKeys.random() : ticketKeys;
        server.sessionContext().setTicketKeys(keys.toArray());
      } else if (ticketKeys != null && settings.tickets()) {
        throw new TlsException(
            "'tls-ticket-keys' : cannot be used, for the TLS library does not load here");
      }
      return new TlsServer(selector, context);
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException(String.valueOf(e.getMessage()));
    }
  }

  /** The certificates that are offered now. */
  public CertificateIndex certificates() {
    return selector.index();
  }

  /** Offers other certificates from the next handshake on. */
  public void replace(CertificateIndex certificates) {
    selector.replace(certificates);
  }

  /** Answers {@code pending} challenges, too. */
  void answer(TlsChallenges pending) {
    challenges = pending;
  }

  /** The challenges that are to be answered now, or null for none. */
  public @Nullable TlsChallenges pendingChallenges() {
    TlsChallenges known = challenges;
    return known == null || known.isEmpty() ? null : known;
  }

  @Override
  public int uses(Path file) {
    return (int)
        certificates().entries().stream()
            .filter(entry -> entry.certificate().file().equals(file))
            .count();
  }

  @Override
  public Runnable prepare(TlsCertificate replacement) {
    CertificateIndex changed = certificates().with(replacement);
    return () -> replace(changed);
  }

  /** A handler for one connection; the caller bounds the handshake's time. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
