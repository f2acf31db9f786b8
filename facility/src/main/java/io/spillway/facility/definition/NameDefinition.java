package io.spillway.facility.definition;

import io.spillway.config.SourcePosition;
import io.spillway.facility.verdict.Policy;
import java.time.Duration;

/**
 * A {@code dns-failover} section. Immutable.
 *
 * @param name the fully qualified name, in lower case, without a dot at its end
 * @param policy how verdict and answer are found
 * @param check how the public addresses are checked
 * @param pace how often
 * @param timeToLive of the answer while everything is as it should be
 * @param degradedTimeToLive of the answer otherwise
 * @param position where it is defined
 */
public record NameDefinition(
    String name,
    Policy policy,
    CheckDefinition check,
    CheckPace pace,
    Duration timeToLive,
    Duration degradedTimeToLive,
    SourcePosition position) {}
