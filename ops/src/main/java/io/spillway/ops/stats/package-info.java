/**
 * What an operator sees of the running proxies: the tables of {@code show stat} and {@code show
 * info} as CSV, typed text and JSON, and the statistics page.
 */
@NullMarked
package io.spillway.ops.stats;

import org.jspecify.annotations.NullMarked;
