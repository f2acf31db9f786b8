package io.spillway.proxy.check;

import io.spillway.net.tls.TlsClient;
import org.jspecify.annotations.Nullable;

/**
 * How a server's checks are made secure. Immutable.
 *
 * @param client the client's side of it
 * @param isImplied whether connections are secure where no step says so
 * @param serverName the name that the server is asked for ({@code check-sni}), or null
 */
public record CheckTls(TlsClient client, boolean isImplied, @Nullable String serverName) {}
