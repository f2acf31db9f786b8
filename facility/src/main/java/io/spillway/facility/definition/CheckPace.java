package io.spillway.facility.definition;

import java.time.Duration;

/**
 * How often public addresses are checked, and what makes a view of it. Immutable.
 *
 * @param interval from the start of one check to the start of the next
 * @param fastInterval the same while a failure or a success has not yet changed the view
 * @param timeout the most time that a check may take, to its end
 * @param fall how many failures in a row make an address dead, at least 1
 * @param rise how many successes in a row make it alive again, at least 1
 */
public record CheckPace(
    Duration interval, Duration fastInterval, Duration timeout, int fall, int rise) {}
