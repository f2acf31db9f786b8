/**
 * Event loops, listeners and connections: what lies between the kernel's sockets and the streams.
 *
 * <p>An {@link io.spillway.net.EventLoops} group runs a fixed number of {@link
 * io.spillway.net.Loop}s. A {@link io.spillway.net.Connection} belongs to one loop for its whole
 * life and tells everything that happens to it to its {@link io.spillway.net.Connection.Owner}, on
 * that loop. Received bytes are handed over by reference: whoever gets a buffer releases it or
 * passes it on. {@link io.spillway.net.Timers} keep the deadlines of a loop's connections, cheaply
 * where a deadline is moved on with each byte.
 */
@NullMarked
package io.spillway.net;

import org.jspecify.annotations.NullMarked;
