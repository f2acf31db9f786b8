package io.spillway.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a listener's connections are made secure. How TLS is spoken may depend on the name that the
 * client asks for; then there is a context of the library's for each way. Thread-safe.
 */
public final class TlsServer implements CertificateUser, TrustUser {
  private final TlsSettings settings;
  private volatile TicketKeys ticketKeys;
  private final boolean ticketKeysAreGiven;
  private final TrustFiles trust;
  private final @Nullable CertificateGenerator generator;
  private volatile State state;
  private volatile @Nullable TlsChallenges challenges;

  /** A context with what chooses its certificates. */
  private record Context(SslContext context, CertificateSelector selector) {}

  /**
   * What is offered.
   *
   * @param base the context of certificates that have no settings of their own
   * @param others those of the others
   */
  private record State(
      CertificateIndex index, Context base, Map<TlsSettings, Context> others, boolean byName) {}

  private TlsServer(
      TlsSettings settings,
      CertificateIndex certificates,
      @Nullable TicketKeys ticketKeys,
      TrustFiles trust,
      @Nullable CertificateGenerator generator)
      throws TlsException {
    this.settings = settings;
    this.generator = generator;
    this.ticketKeys = ticketKeys == null ? TicketKeys.random() : ticketKeys;
    this.ticketKeysAreGiven = ticketKeys != null;
    this.trust = trust;
    this.state = state(certificates, null);
  }

  /**
   * A server with these certificates.
   *
   * @param ticketKeys those of session tickets, or null for one of its own
   * @param trust holds the files of authorities that the settings name
   * @param generator makes certificates for names that none of these fits; null for none
   * @throws TlsException where something of the settings cannot be used, and why
   */
  public static TlsServer of(
      TlsSettings settings,
      CertificateIndex certificates,
      @Nullable TicketKeys ticketKeys,
      TrustFiles trust,
      @Nullable CertificateGenerator generator)
      throws TlsException {
    return new TlsServer(settings, certificates, ticketKeys, trust, generator);
  }

  /** The contexts for {@code index}: those of {@code before} where there are any, and new ones. */
  private State state(CertificateIndex index, @Nullable State before) throws TlsException {
    Map<TlsSettings, Context> others = new HashMap<>();
    for (CertificateIndex.Entry entry : index.entries()) {
      TlsSettings own = entry.own();
      if (own != null && !others.containsKey(own)) {
        Context known = before == null ? null : before.others().get(own);
        others.put(own, known == null ? context(own, own, index) : known);
      }
    }
    Context base = before == null ? context(settings, null, index) : before.base();
    return new State(index, base, others, index.hasOwnSettings());
  }

  private Context context(
      TlsSettings spoken, @Nullable TlsSettings own, CertificateIndex certificates)
      throws TlsException {
    CertificateSelector selector =
        new CertificateSelector(certificates, own, own == null ? generator : null);
    try {
      // What the library makes of a certificate it keeps until the process ends, which would be too
      // much where clients can have any number of them made.
      SslContextBuilder builder =
          TlsContexts.provider() == SslProvider.JDK || generator != null
              ? SslContextBuilder.forServer(selector)
              : SslContextBuilder.forServer(CertificateKeys.of(selector));
      TlsContexts.apply(spoken, builder);
      builder.enableOcsp(OpenSsl.isOcspSupported());
      PeerVerifier verifier = PeerVerifier.of(spoken, trust, null, true);
      if (verifier != null) {
        builder.trustManager(verifier);
      }
      builder.clientAuth(
          switch (spoken.verify()) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
          });
      SslContext context = TlsContexts.finish(spoken, builder.build());
      if (context instanceof OpenSslServerContext server) {
        OpenSslServerSessionContext sessions = server.sessionContext();
        sessions.setSessionIdContext(sessionContext(spoken));
        if (spoken.tickets()) {
          sessions.setTicketKeys(ticketKeys.toArray());
        }
      } else if (ticketKeysAreGiven && spoken.tickets()) {
        throw new TlsException(
            "'tls-ticket-keys' : cannot be used, for the TLS library does not load here");
      }
      return new Context(context, selector);
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * What tells sessions apart that must not be resumed where clients are verified in another way;
   * the same in all instances, which may share ticket keys.
   */
  private static byte[] sessionContext(TlsSettings spoken) {
    String verification =
        spoken.verify()
            + "\n"
            + spoken.authorities()
            + "\n"
            + spoken.silentAuthorities()
            + "\n"
            + spoken.revocations()
            + (spoken.ignored().isNone() ? "" : "\n" + spoken.ignored());
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(verification.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificates that are offered now. */
  public CertificateIndex certificates() {
    return state.index();
  }

  /** How TLS is spoken where a certificate has no settings of its own. */
  public TlsSettings settings() {
    return settings;
  }

  /**
   * Prepares to offer other certificates.
   *
   * @return what makes it so, from the next handshake on, and cannot fail
   * @throws TlsException where they cannot be offered, and why
   */
  Runnable prepare(CertificateIndex certificates) throws TlsException {
    State changed = state(certificates, state);
    return () -> {
      state = changed;
      changed.base().selector().replace(certificates);
      changed.others().values().forEach(other -> other.selector().replace(certificates));
    };
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
  public Runnable prepare(TlsCertificate replacement) throws TlsException {
    return prepare(certificates().with(replacement));
  }

  @Override
  public int usesTrust(Path file) {
    return (int)
        certificates().entries().stream()
            .filter(entry -> Objects.requireNonNullElse(entry.own(), settings).trusts(file))
            .count();
  }

  /** Sessions that began before go on, and are resumed by tickets. */
  @Override
  public Runnable prepareTrust() throws TlsException {
    State changed = state(certificates(), null);
    return () -> state = changed;
  }

  /** Makes new tickets with other keys from now on. */
  void ticketKeys(TicketKeys changed) {
    ticketKeys = changed;
    State now = state;
    setTicketKeys(now.base());
    now.others().values().forEach(this::setTicketKeys);
  }

  private void setTicketKeys(Context changed) {
    if (changed.context() instanceof OpenSslServerContext server) {
      server.sessionContext().setTicketKeys(ticketKeys.toArray());
    }
  }

  /** Whether the name that the client asks for must be known before there is a handler. */
  public boolean choosesByName() {
    return state.byName();
  }

  /**
   * A handler for one connection; the caller bounds the handshake's time.
   *
   * @param serverName what the client asks for, where that is needed; or null
   */
  public SslHandler newHandler(ByteBufAllocator allocator, @Nullable String serverName) {
    State now = state;
    TlsSettings own = now.byName() ? now.index().offer(serverName).own() : null;
    Context chosen = own == null ? now.base() : now.others().getOrDefault(own, now.base());
    SslHandler handler = chosen.context().newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
