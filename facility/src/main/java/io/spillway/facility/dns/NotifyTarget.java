package io.spillway.facility.dns;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A secondary that is told of changes (RFC 1996). Immutable.
 *
 * @param address where it listens
 * @param key signs the notification, or null
 */
public record NotifyTarget(InetSocketAddress address, @Nullable TransactionKey key) {}
