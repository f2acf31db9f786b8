package io.spillway.proxy.definition;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where connections to servers come from ({@code source}). Immutable.
 *
 * @param address the address and port to connect from, port 0 for any; null for the system's choice
 * @param networkInterface the network interface to use, or null
 * @param impersonation whose address connections for clients come from instead, or null
 */
public record SourceAddress(
    @Nullable InetSocketAddress address,
    @Nullable String networkInterface,
    @Nullable Impersonation impersonation) {
  /** The system's choice. */
  public static final SourceAddress SYSTEM = new SourceAddress(null, null, null);
}
