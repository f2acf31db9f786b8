/**
 * Compression of responses on their way to clients: what the {@code compression} keywords say, when
 * it applies, and the compressor itself. {@code proxy.stream} asks {@link
 * io.spillway.proxy.compression.CompressionPolicy#choose} when a request goes out and {@link
 * io.spillway.proxy.compression.CompressionPolicy#allows} when its response's head is there, and
 * then passes the body through a {@link io.spillway.proxy.compression.BodyCompressor}.
 */
@NullMarked
package io.spillway.proxy.compression;

import org.jspecify.annotations.NullMarked;
