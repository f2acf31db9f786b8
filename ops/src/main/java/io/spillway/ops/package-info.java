/**
 * What operators see of the running proxies and what they ask of them: the statistics page and its
 * tables ({@link io.spillway.ops.stats}), the same as metrics ({@link io.spillway.ops.metrics}),
 * and the runtime API over the stats socket ({@link io.spillway.ops.runtime}). All work on {@link
 * io.spillway.proxy.stats.ProcessStatus}, never on the data path itself, and run on virtual
 * threads.
 */
@NullMarked
package io.spillway.ops;

import org.jspecify.annotations.NullMarked;
