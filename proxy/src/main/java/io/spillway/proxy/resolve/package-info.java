/**
 * Names that are resolved while the process runs ({@code resolvers}, configuration manual, chapter
 * 5.3): the addresses of servers, the services whose SRV records fill a template, and what {@code
 * do-resolve} asks for.
 *
 * <p>One thread, {@link io.spillway.proxy.resolve.ResolverLoop}, has the sockets to all name
 * servers and the clock; nothing here waits on the data path, and the data path waits for nothing
 * here. {@link io.spillway.proxy.resolve.Resolvers} is a section at work. It has a {@link
 * io.spillway.proxy.resolve.Resolution} for each {@link io.spillway.proxy.resolve.Question},
 * however many servers want the answer: attempts, the other family, faults and times are its
 * business. What an answer means is that of its {@link io.spillway.proxy.resolve.Requester}s:
 * {@link io.spillway.proxy.resolve.HostRequester} moves one server, {@link
 * io.spillway.proxy.resolve.ServiceRequester} fills and empties the servers of a service. {@link
 * io.spillway.proxy.resolve.ServerResolution} puts all of it together for the servers of a
 * configuration.
 */
@NullMarked
package io.spillway.proxy.resolve;

import org.jspecify.annotations.NullMarked;
