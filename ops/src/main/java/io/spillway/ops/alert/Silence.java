package io.spillway.ops.alert;

import java.time.Instant;

/**
 * Problems that an operator does not want to be told of for a while. Immutable.
 *
 * @param id a number that tells it from the others
 * @param until its end
 * @param reason why
 */
public record Silence(int id, Match match, Instant begin, Instant until, String reason) {}
