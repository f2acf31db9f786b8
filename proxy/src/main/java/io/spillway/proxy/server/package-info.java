/**
 * Servers as they live: their states, slots and queues, and the choice of one for a stream.
 *
 * <p>A stream asks its backend's {@link io.spillway.proxy.server.Dispatcher}, which honours
 * persistence, then asks the {@link io.spillway.proxy.server.Balancer} of the best group of servers
 * that can be used: tier after tier, then the backup servers. What a server may be used for is the
 * affair of its {@link io.spillway.proxy.server.ServerState}, where checks, traffic and operators
 * meet; every change goes to the dispatcher first, which moves the waiting streams, and then to the
 * {@link io.spillway.proxy.server.ServerListener}s.
 */
@NullMarked
package io.spillway.proxy.server;

import org.jspecify.annotations.NullMarked;
