package io.spillway.proxy.definition;

import io.spillway.config.Settings;

/**
 * The {@code global} section. Immutable.
 *
 * @param settings its values
 */
public record GlobalDefinition(Settings settings) {}
