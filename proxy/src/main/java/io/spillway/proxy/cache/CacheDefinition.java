package io.spillway.proxy.cache;

import io.spillway.config.SourcePosition;

/**
 * What a {@code cache} section says. Immutable.
 *
 * @param name the section's name
 * @param position where it begins
 * @param totalBytes how many bytes all stored responses may take, heads included
 * @param maxObjectBytes the largest response, its head included, that is stored
 * @param maxAgeSeconds for how long a response is used at most
 * @param processesVary whether responses with a Vary header are stored, one for each kind of
 *     request
 * @param maxSecondaryEntries how many responses may differ by Vary alone, at least 1
 */
public record CacheDefinition(
    String name,
    SourcePosition position,
    long totalBytes,
    long maxObjectBytes,
    long maxAgeSeconds,
    boolean processesVary,
    int maxSecondaryEntries) {}
