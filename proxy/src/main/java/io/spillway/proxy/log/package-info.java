/**
 * Log lines: what is known of a stream when it ends, HAProxy's log aliases over it, and where lines
 * go.
 *
 * <p>A stream is a {@link io.spillway.proxy.log.LogRecord}. {@link
 * io.spillway.proxy.log.LogSelection} says whether it has a line, {@link
 * io.spillway.proxy.definition.LogKeywords} which one, and {@link io.spillway.proxy.log.LogAliases}
 * writes its parts. {@link io.spillway.proxy.log.LogWriter} puts the header before it that each
 * {@link io.spillway.proxy.log.LogTarget} wants; it belongs to one loop. {@link
 * io.spillway.proxy.log.LogSink} is for lines that come from elsewhere, servers' states for one.
 *
 * <p>Lines are written at {@link io.spillway.proxy.log.LogStep}s, one at the end of a stream unless
 * {@code log-steps} or the action {@code do-log} say otherwise; a {@link
 * io.spillway.proxy.log.LogProfile} gives a target formats of its own for each of them.
 *
 * <p>{@link io.spillway.proxy.log.LogOutputs} opens what lines go out by. No output makes a loop
 * wait: datagrams are sent without blocking, and a descriptor or a TCP connection has a thread of
 * its own, with a buffer before it. What does not fit, or is not taken, is lost and counted.
 */
@NullMarked
package io.spillway.proxy.log;

import org.jspecify.annotations.NullMarked;
