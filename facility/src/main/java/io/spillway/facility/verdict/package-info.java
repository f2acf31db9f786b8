/**
 * What follows from the views of all who watch: pure functions, without clocks, threads or sockets.
 *
 * <p>A {@link io.spillway.facility.verdict.Verdict} says which public addresses of a name are
 * withdrawn, that is, found dead. {@link io.spillway.facility.verdict.Deliberation} is one
 * instance's reasoning: from the views it hears, the verdict that holds and the time, it finds
 * which addresses ought to be withdrawn. What it finds only becomes the verdict once a majority of
 * all voters has agreed ({@link io.spillway.facility.agreement}). {@link
 * io.spillway.facility.verdict.Selection} makes the answer of a name out of the verdict and of what
 * operators decided.
 */
@NullMarked
package io.spillway.facility.verdict;

import org.jspecify.annotations.NullMarked;
