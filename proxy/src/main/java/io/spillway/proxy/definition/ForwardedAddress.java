package io.spillway.proxy.definition;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A header that tells servers an address of the client's connection. Immutable.
 *
 * @param header its name
 * @param isOnlyIfNone whether it is added only where there is none yet
 * @param exceptNetwork an address of the network that it is not added for, or null
 * @param exceptBits the network's prefix length
 */
public record ForwardedAddress(
    String header, boolean isOnlyIfNone, @Nullable InetAddress exceptNetwork, int exceptBits) {}
