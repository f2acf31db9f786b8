package io.spillway.rules;

import io.spillway.config.SourcePosition;
import org.jspecify.annotations.Nullable;

/**
 * An action under a condition. Immutable.
 *
 * @param condition when it is done, or null for always
 * @param action what is done
 * @param position where it stands
 */
public record Rule(@Nullable Condition condition, Action action, SourcePosition position) {}
