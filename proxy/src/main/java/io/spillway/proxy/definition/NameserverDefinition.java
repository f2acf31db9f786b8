package io.spillway.proxy.definition;

import java.net.InetSocketAddress;

/**
 * A {@code nameserver} line. Immutable.
 *
 * @param name its name, unique in its section
 * @param address where it is
 * @param isStream whether it is asked over TCP
 */
public record NameserverDefinition(String name, InetSocketAddress address, boolean isStream) {}
