/**
 * What the launcher runs once after a build, while the virtual machine records for its start-up
 * cache which classes a start loads and how often each branch of the program is taken. A process
 * that starts with the cache compiles its data path to machine code from that record within its
 * first requests, as it would otherwise only after a minute of traffic.
 *
 * <p>{@link io.spillway.training.Training} runs the commands of a start and then the program itself
 * between {@link io.spillway.training.TrainingOrigin} and {@link
 * io.spillway.training.TrainingLoad}, which use blocking sockets so that the data path's own
 * classes see the proxy's use alone.
 */
@NullMarked
package io.spillway.training;

import org.jspecify.annotations.NullMarked;
