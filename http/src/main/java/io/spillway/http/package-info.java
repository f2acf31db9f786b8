/**
 * HTTP messages as bytes. A {@link io.spillway.http.Head} holds a message's start line and headers
 * as they were received, with the offsets of their parts; rules look headers up and edit them
 * there, and an edited head is written out in as few copies as it has runs of unchanged bytes. A
 * head that nothing changed need not be written at all: its bytes go on from the buffer that they
 * came in.
 *
 * <p>Nothing that the data path calls here makes a {@code String} of what a peer sent, throws
 * because of it, or allocates for a message once a connection's heads have grown to their size.
 */
@NullMarked
package io.spillway.http;

import org.jspecify.annotations.NullMarked;
