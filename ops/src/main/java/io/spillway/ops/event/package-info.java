/**
 * What happens that an operator may care about, as values. Every {@link
 * io.spillway.ops.event.Event} is published on one {@link io.spillway.ops.event.EventBus} by a
 * feed: {@link io.spillway.ops.event.ServerFeed} for servers and backends, {@link
 * io.spillway.ops.event.FacilityFeed} for facilities, their names and instances, the process itself
 * for its own life and for its backups ({@link io.spillway.ops.event.BackupNotice}), {@link
 * io.spillway.ops.watch} for processes that it watches. The bus is bounded and never makes a
 * publisher wait; whoever subscribes is called by the bus's one thread, in the order of
 * publication.
 *
 * <p>An event may begin a problem that lasts until another event of the same {@link
 * io.spillway.ops.event.Subject} ends it. What to tell whom about problems is the business of
 * {@link io.spillway.ops.alert}. {@link io.spillway.ops.event.EventHistory} keeps the last events
 * in a file that survives restarts.
 */
@NullMarked
package io.spillway.ops.event;

import org.jspecify.annotations.NullMarked;
