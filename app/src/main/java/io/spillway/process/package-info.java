/**
 * The life of the process: {@link io.spillway.process.Worker} does the work and answers signals,
 * {@link io.spillway.process.Master} watches a worker, {@link io.spillway.process.BackgroundStart}
 * puts either into the background. A process cannot fork here, so a child is the same program
 * started again with the same arguments and a {@link io.spillway.process.Role}; it says over a pipe
 * when it is ready.
 */
@NullMarked
package io.spillway.process;

import org.jspecify.annotations.NullMarked;
