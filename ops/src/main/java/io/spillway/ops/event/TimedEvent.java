package io.spillway.ops.event;

import java.time.Instant;

/**
 * An event and when it happened. Immutable.
 *
 * @param time by the wall clock
 */
public record TimedEvent(Instant time, Event event) {}
