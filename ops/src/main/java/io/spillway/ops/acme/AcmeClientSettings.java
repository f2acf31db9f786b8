package io.spillway.ops.acme;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How authorities are spoken with. Immutable.
 *
 * @param trust whom to trust; null for those that the Java runtime does
 * @param timeout how long a connection may take, and then an answer; more than nothing
 */
public record AcmeClientSettings(@Nullable SSLContext trust, Duration timeout) {}
