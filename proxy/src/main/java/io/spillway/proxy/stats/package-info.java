/** Counters, gauges and rates that the data path writes and the statistics read. */
@NullMarked
package io.spillway.proxy.stats;

import org.jspecify.annotations.NullMarked;
