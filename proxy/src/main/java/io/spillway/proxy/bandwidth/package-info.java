/**
 * Limits of bandwidth: {@code filter bwlim-in} and {@code bwlim-out}, which the action {@code
 * set-bandwidth-limit} switches on for a stream (configuration manual, chapter 9.7). A stream asks
 * its {@link io.spillway.proxy.bandwidth.Throttle} before it passes bytes on.
 */
@NullMarked
package io.spillway.proxy.bandwidth;

import org.jspecify.annotations.NullMarked;
