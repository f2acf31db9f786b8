/**
 * What operators are told, and when. {@link io.spillway.ops.alert.AlertEngine} makes notifications
 * of events: it knows which problems last, groups them, waits, repeats, and leaves out what is
 * silenced, follows from a greater problem, or flaps. It is a pure function of the events and of
 * the times that it is given; it has no thread, no clock and no file. {@link
 * io.spillway.ops.alert.AlertService} gives it those: it takes events from the bus, keeps the
 * engine's memory on disk, decides whether this instance or another one tells, and hands
 * notifications to {@link io.spillway.ops.alert.delivery}.
 *
 * <p>Times are those of the events, by the wall clock: a notification that is delivered late, or
 * that is made after a restart, tells when things really happened.
 */
@NullMarked
package io.spillway.ops.alert;

import org.jspecify.annotations.NullMarked;
