package io.spillway.proxy.peer;

import io.spillway.net.Endpoint;
import io.spillway.net.tls.TlsClient;
import org.jspecify.annotations.Nullable;

/**
 * A {@code peer} or {@code server} line of a {@code peers} section. Immutable.
 *
 * @param name its name, by which the processes know each other
 * @param endpoint where it listens
 * @param tls how connections to it are made secure, or null where they are not
 * @param shard which part of the keys it is told of, from 1; 0 for all
 */
public record PeerDefinition(String name, Endpoint endpoint, @Nullable TlsClient tls, int shard) {}
