/**
 * Health checks: straight-line code on virtual threads that tells servers up and down.
 *
 * <p>A {@link io.spillway.proxy.check.CheckScript} says what a check does, step by step; a {@link
 * io.spillway.proxy.check.CheckTiming} when. The {@link io.spillway.proxy.check.CheckScheduler}
 * runs them and hands each result to the server's state.
 */
@NullMarked
package io.spillway.proxy.check;

import org.jspecify.annotations.NullMarked;
