package io.spillway.proxy.log;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A {@code log} line as it lives: what it says, and the count of its sample, which all loops share.
 * Thread-safe.
 */
public final class LogTarget {
  private final LogTargetDefinition definition;
  private final @Nullable LogSampling sampling;
  private final AtomicInteger count = new AtomicInteger();

  /** A target that has seen no line yet. */
  public LogTarget(LogTargetDefinition definition) {
    this.definition = definition;
    this.sampling = definition.sampling();
  }

  /** What the configuration says about it. */
  public LogTargetDefinition definition() {
    return definition;
  }

  /** What lines of streams look like at each step, or null for what the proxy says. */
  public @Nullable LogProfile profile() {
    return definition.profile();
  }

  /** Whether a line of {@code level} is sent; counts it for the sample. */
  boolean takes(LogLevel level) {
    return level.compareTo(definition.maxLevel()) <= 0
        && (sampling == null || sampling.takes(count.getAndIncrement()));
  }

  /** The level that a line of {@code level} is sent with. */
  LogLevel levelOf(LogLevel level) {
    return level.compareTo(definition.minLevel()) < 0 ? definition.minLevel() : level;
  }
}
