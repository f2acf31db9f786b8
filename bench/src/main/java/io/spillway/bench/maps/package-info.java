/**
 * What lookups in big maps, and changes of them, cost: JMH benchmarks, run by {@code bench/maps}.
 */
@NullMarked
package io.spillway.bench.maps;

import org.jspecify.annotations.NullMarked;
