package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;
import io.spillway.net.Endpoint;
import io.spillway.net.tls.TlsServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code bind} line. Immutable.
 *
 * @param endpoints what to listen on, port ranges and lists expanded
 * @param settings the words after the addresses
 * @param position where the line stands
 * @param tls how its connections are made secure, or null
 */
public record BindDefinition(
    List<Endpoint> endpoints, Settings settings, SourcePosition position, @Nullable TlsServer tls) {
  /** A line without TLS. */
  public BindDefinition(List<Endpoint> endpoints, Settings settings, SourcePosition position) {
    this(endpoints, settings, position, null);
  }

  public BindDefinition {
    endpoints = List.copyOf(endpoints);
  }

  /** The same with TLS. */
  BindDefinition secured(TlsServer server) {
    return new BindDefinition(endpoints, settings, position, server);
  }
}
