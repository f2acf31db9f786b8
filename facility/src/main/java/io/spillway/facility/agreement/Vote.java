package io.spillway.facility.agreement;

import io.spillway.facility.verdict.Verdict;

/**
 * What a voter voted for. Immutable.
 *
 * @param ballot in which attempt
 * @param verdict for which verdict
 */
public record Vote(Ballot ballot, Verdict verdict) {}
