/** Servers as they live: their states, slots and queues, and the choice of one for a stream. */
@NullMarked
package io.spillway.proxy.server;

import org.jspecify.annotations.NullMarked;
