package io.spillway.rules.pattern;

import org.jspecify.annotations.Nullable;

/**
 * A pattern of a list, or a key of a map with its value. Immutable.
 *
 * @param id tells it from every other entry of the process, for the runtime API
 * @param key the pattern as it is written, one character a byte
 * @param value the value as it is written; null in a list that is no map
 */
public record PatternEntry(long id, String key, @Nullable String value) {
  PatternEntry with(String newValue) {
    return new PatternEntry(id, key, newValue);
  }
}
