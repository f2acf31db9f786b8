/**
 * {@code cache} sections: responses that are kept in memory and given to other clients
 * (configuration manual, chapter 6; RFC 9111). {@link io.spillway.proxy.cache.HttpCache} holds what
 * is stored and is shared by all event loops; a stream whose rules use a cache has a {@link
 * io.spillway.proxy.cache.CacheTransaction}, which finds a stored response for its request or
 * stores the one that a server sends. {@code proxy.stream} delivers what was found.
 */
@NullMarked
package io.spillway.proxy.cache;

import org.jspecify.annotations.NullMarked;
