/**
 * Event loops, listeners and connections: what lies between the kernel's sockets and the streams.
 * No other package works with Netty's channels.
 *
 * <p>An {@link io.spillway.net.EventLoops} group runs a fixed number of {@link
 * io.spillway.net.Loop}s. A {@link io.spillway.net.Listener} accepts on one of them and spreads
 * connections over all; a {@link io.spillway.net.Connector} makes connections to servers. A {@link
 * io.spillway.net.Connection} belongs to one loop for its whole life and tells everything that
 * happens to it to its {@link io.spillway.net.Connection.Owner}, on that loop. Received bytes are
 * handed over by reference: whoever gets a buffer releases it or passes it on. {@link
 * io.spillway.net.Timers} keep the deadlines of a loop's connections, cheaply where a deadline is
 * moved on with each byte. A {@link io.spillway.net.DatagramListener} receives datagrams, on a
 * socket for each loop.
 *
 * <p>A {@link io.spillway.net.WrittenAddress} is an address as a configuration writes it, an {@link
 * io.spillway.net.Endpoint} one that can be bound or connected to; a {@link
 * io.spillway.net.NameResolver} leads from one to the other.
 */
@NullMarked
package io.spillway.net;

import org.jspecify.annotations.NullMarked;
