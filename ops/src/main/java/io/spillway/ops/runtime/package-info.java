/**
 * The runtime API: commands over the stats socket (management manual, chapter "Unix Socket
 * commands"). A {@link io.spillway.ops.runtime.RuntimeServer} accepts connections, each runs as a
 * {@link io.spillway.ops.runtime.RuntimeSession} on a thread of its own, and the commands come in
 * families, one class each, that {@link io.spillway.ops.runtime.Commands} lists.
 */
@NullMarked
package io.spillway.ops.runtime;

import org.jspecify.annotations.NullMarked;
