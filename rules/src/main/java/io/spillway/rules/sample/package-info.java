/**
 * Samples: the values that rules extract, convert and compare, held without allocation, and the
 * buffers and addresses that they are made of. {@link io.spillway.rules.sample.Sample} is the one
 * to begin with.
 */
@NullMarked
package io.spillway.rules.sample;

import org.jspecify.annotations.NullMarked;
