/**
 * Counters, gauges and rates that the data path writes and the statistics read, and HAProxy's rows
 * of them.
 *
 * <p>{@link io.spillway.proxy.stats.Statistics} is what is counted for one frontend, backend,
 * server or listener. What only grows ({@link io.spillway.proxy.stats.Counters}, {@link
 * io.spillway.proxy.stats.Rate}, {@link io.spillway.proxy.stats.Latencies}) is striped by event
 * loop: each stripe has one writer, and readers add the stripes up. A {@link
 * io.spillway.proxy.stats.Gauge} goes up and down, bears limits, and so is one number for all.
 *
 * <p>{@link io.spillway.proxy.stats.StatRows} makes the rows of {@code show stat}; {@link
 * io.spillway.proxy.stats.FrontendStatus}, {@link io.spillway.proxy.stats.BackendStatus} and {@link
 * io.spillway.proxy.stats.ProcessStatus} are what it, the statistics page and the runtime API see
 * of the live objects.
 */
@NullMarked
package io.spillway.proxy.stats;

import org.jspecify.annotations.NullMarked;
