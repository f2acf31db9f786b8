package io.spillway.proxy;

/**
 * What is taken of peers that speak HTTP/2, clients or servers. Immutable.
 *
 * @param headerTableSize of the headers that a peer may have numbered, in bytes
 * @param initialWindow how much of a body a peer may send before it is let send more, in bytes
 * @param maxConcurrentStreams the most streams at once on a connection
 * @param maxFrameSize the largest payload of a frame, in bytes
 * @param maxTotalStreams after how many requests a connection is ended; 0 for never
 * @param glitchesThreshold after how many faults a connection is ended; 0 for never
 */
public record Http2Limits(
    int headerTableSize,
    int initialWindow,
    int maxConcurrentStreams,
    int maxFrameSize,
    int maxTotalStreams,
    int glitchesThreshold) {}
