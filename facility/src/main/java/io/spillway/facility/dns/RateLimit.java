package io.spillway.facility.dns;

/**
 * How many like answers a network gets.
 *
 * @param perSecond answers a second about the same name, or of the same error, to one network; 1 to
 *     10000
 * @param slip every how manieth answer above the rate is sent truncated instead of dropped, so that
 *     a client whose address is misused can ask again by TCP; 0 for none
 */
public record RateLimit(int perSecond, int slip) {}
