package io.spillway.ops.acme;

import io.spillway.rules.pattern.PatternList;
import org.jspecify.annotations.Nullable;

/** Finds the maps of a configuration. Thread-safe. */
@FunctionalInterface
public interface AcmeMaps {
  /** The map called {@code name}, or null. */
  @Nullable PatternList named(String name);
}
