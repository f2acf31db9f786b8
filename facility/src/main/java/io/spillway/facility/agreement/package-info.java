/**
 * How all voters come to one verdict: a register for each name that holds its verdict and that only
 * a majority of all configured voters can change.
 *
 * <p>Views travel at different speeds, so two instances that reason alike may for a moment want
 * different things. They agree by ballots, as CASPaxos does (Rystsov, "CASPaxos: Replicated State
 * Machines without logs", 2018): one asks all voters for a promise ({@link
 * io.spillway.facility.agreement.Message.Prepare}), and when a majority has promised, for their
 * votes on a verdict ({@link io.spillway.facility.agreement.Message.Propose}). A voter that has
 * promised something to a later ballot refuses an earlier one, and tells with each promise what it
 * voted for last, which the asker must then bring to its end. So of two verdicts with the same
 * revision at most one ever gets a majority, whatever is lost, late or repeated, as long as a voter
 * that starts again remembers what it promised ({@link io.spillway.facility.agreement.Ledger},
 * written to disk before anything is sent).
 *
 * <p>Nothing here knows of sockets, threads or clocks.
 */
@NullMarked
package io.spillway.facility.agreement;

import org.jspecify.annotations.NullMarked;
