package io.spillway.proxy.check;

import io.spillway.net.tls.TlsClient;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server's checks are made secure. Immutable.
 *
 * @param client the client's side of it
 * @param offering the same where a step says what is offered by ALPN
 * @param isImplied whether connections are secure where no step says so
 * @param serverName the name that the server is asked for ({@code check-sni}), or null
 */
public record CheckTls(
    TlsClient client,
    Map<List<String>, TlsClient> offering,
    boolean isImplied,
    @Nullable String serverName) {
  public CheckTls {
    offering = Map.copyOf(offering);
  }

  /** The client's side of a connection on which {@code protocols} are offered by ALPN. */
  TlsClient client(List<String> protocols) {
    return offering.getOrDefault(protocols, client);
  }
}
