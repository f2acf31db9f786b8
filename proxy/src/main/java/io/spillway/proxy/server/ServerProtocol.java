package io.spillway.proxy.server;

import io.spillway.net.Connection;
import io.spillway.net.tls.TlsSession;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is spoken on a connection to a server. */
public enum ServerProtocol {
  /** HTTP/1, or whatever a client in mode tcp speaks. */
  HTTP_1,
  /** HTTP/2, which the server is known to speak. */
  HTTP_2,
  /** What the server chooses by ALPN. */
  NEGOTIATED;

  /** Whether it is HTTP/2 on {@code made}, which stands. */
  public boolean isHttp2(Connection made) {
    return isHttp2(() -> agreed(made));
  }

  private static @Nullable String agreed(Connection made) {
    TlsSession tls = made.tlsSession();
    return tls == null ? null : tls.applicationProtocol();
  }

  /** Whether it is HTTP/2 where this is what ALPN says, or null. */
  public boolean isHttp2(Supplier<@Nullable String> alpn) {
    return switch (this) {
      case HTTP_1 -> false;
      case HTTP_2 -> true;
      case NEGOTIATED -> "h2".equals(alpn.get());
    };
  }
}
