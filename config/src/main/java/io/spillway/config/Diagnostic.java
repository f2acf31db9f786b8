package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * Something a configuration's author should know. Immutable.
 *
 * @param severity {@link Severity#ALERT} makes the configuration unusable
 * @param position what it is about
 * @param message one sentence without the position, saying what was wrong and what was expected
 * @param suggestion what to write instead, or null where there is nothing to suggest
 */
public record Diagnostic(
    Severity severity, SourcePosition position, String message, @Nullable String suggestion) {}
