/**
 * All of it at work in one process: the watches, the exchange with the other voters, the reasoning
 * and the agreement about each name, what operators decide, and the answers that follow.
 *
 * <p>Everything that changes is confined to the one thread of {@link
 * io.spillway.facility.runtime.FacilityRuntime}: what is seen, heard or ordered comes to it as a
 * task. It reads its clock once for each round, and only the monotonic one.
 */
@NullMarked
package io.spillway.facility.runtime;

import org.jspecify.annotations.NullMarked;
