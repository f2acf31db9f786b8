/**
 * Stick tables: keys that are known for a while, with what is counted for each, and what rules do
 * with them (configuration manual, {@code stick-table} and "Fetching samples at Layer 4").
 *
 * <p>A {@link io.spillway.proxy.table.TableDefinition} says what a table keeps; a {@link
 * io.spillway.proxy.table.StickTable} keeps it, for all event loops at once. {@link
 * io.spillway.proxy.table.StickTables} holds the tables of one configuration by the names of their
 * proxies, so that rules can name tables that are declared after them. What a stream or a session
 * follows is its {@link io.spillway.proxy.table.Tracking}; whoever has one is a {@link
 * io.spillway.proxy.table.Tracker}, which is all that the fetches ({@link
 * io.spillway.proxy.table.CounterFetches}), converters ({@link
 * io.spillway.proxy.table.TableConverters}) and actions ({@link
 * io.spillway.proxy.table.CounterActions}) see of the data path.
 */
@NullMarked
package io.spillway.proxy.table;

import org.jspecify.annotations.NullMarked;
