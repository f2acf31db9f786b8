package io.spillway.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The challenges tls-alpn-01 that are to be answered (RFC 8737): who asks for a name and offers the
 * protocol {@code acme-tls/1} alone is shown a certificate that holds the answer. Thread-safe.
 */
public final class TlsChallenges {
  /** The protocol that only validating servers offer. */
  private static final String PROTOCOL = "acme-tls/1";

  private static final Duration LIFE = Duration.ofDays(7);

  private final Map<String, SslContext> pending = new ConcurrentHashMap<>();

  TlsChallenges() {}

  /** Whether there are none. */
  public boolean isEmpty() {
    return pending.isEmpty();
  }

  /**
   * Answers the challenge for {@code name} from now on.
   *
   * @param digest the SHA-256 digest of the key authorization
   * @throws TlsException where no certificate can be made for the name
   */
  public void add(String name, byte[] digest) throws TlsException {
    String lower = name.toLowerCase(Locale.ROOT);
    TlsCertificate certificate =
        SelfSigned.of(Path.of("tls-alpn-01 " + lower), List.of(lower), LIFE, digest);
    try {
      pending.put(
          lower,
          SslContextBuilder.forServer(certificate.key(), certificate.chain().getFirst())
              .sslProvider(TlsContexts.provider())
              .applicationProtocolConfig(
                  new ApplicationProtocolConfig(
                      ApplicationProtocolConfig.Protocol.ALPN,
                      ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                      ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                      PROTOCOL))
              .build());
    } catch (SSLException e) {
      throw new TlsException("cannot answer for '" + lower + "': " + e.getMessage());
    }
  }

  /** Does not answer the challenge for {@code name} any more. */
  public void remove(String name) {
    pending.remove(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The host name that a hello asks for, or null for none.
   *
   * @param hello as for {@link #answer}
   */
  public static @Nullable String serverName(ByteBuf hello) {
    return ClientHello.ofMessage(hello).serverName();
  }

  /**
   * What answers a challenge.
   *
   * @param hello a client's hello without the header of its record and message; left as it is
   * @return null where the hello does not ask for the answer to one of these
   */
  public @Nullable SslHandler answer(ByteBuf hello, ByteBufAllocator allocator) {
    ClientHello read = ClientHello.ofMessage(hello);
    String name = read.serverName();
    SslContext context =
        name != null && read.protocols().equals(List.of(PROTOCOL)) ? pending.get(name) : null;
    if (context == null) {
      return null;
    }
    SslHandler handler = context.newHandler(allocator);
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
