/**
 * What an operator sees of the running proxies: the tables of {@code show stat} and {@code show
 * info} as CSV, typed text and JSON, and the statistics page.
 *
 * <p>{@link io.spillway.ops.stats.StatTable} is a table of rows, {@code StatPrinter} its forms.
 * {@link io.spillway.ops.stats.StatsService} answers the requests for {@code stats uri}: it reads
 * the request on the stream's loop ({@code StatsQuery}), and the page itself ({@code StatsPage}) is
 * made away from it. {@code ServerAction} is what the form of {@code stats admin} can do.
 */
@NullMarked
package io.spillway.ops.stats;

import org.jspecify.annotations.NullMarked;
