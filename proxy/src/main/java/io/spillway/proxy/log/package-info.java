/**
 * Log lines: what is known of a stream when it ends, HAProxy's log aliases over it, and where lines
 * go.
 */
@NullMarked
package io.spillway.proxy.log;

import org.jspecify.annotations.NullMarked;
