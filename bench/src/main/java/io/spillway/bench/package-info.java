/**
 * Measurements of parts, and the comparison of the whole with other proxies: {@code bench/run}.
 *
 * <p>{@link Bench} starts each {@link Subject} on one core, the load ({@code wrk}) and the origin
 * (nginx, serving files) on the other, and reports for each {@link Row} the requests a second, the
 * latency percentiles, and first of all the proxy's CPU time per request, which depends least on
 * what else the machine does. {@link WarmUp} loads what runs on a virtual machine until that figure
 * has come to rest. Everything is on loopback, bounded in time and count, and what was started is
 * ended by its process id.
 *
 * <p>{@code bench/dns} compares the DNS server with Knot and gdnsd in the same way; {@link
 * NameServer} is Spillway's part of it.
 */
@NullMarked
package io.spillway.bench;

import org.jspecify.annotations.NullMarked;
