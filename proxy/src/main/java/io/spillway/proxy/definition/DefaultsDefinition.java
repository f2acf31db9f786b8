package io.spillway.proxy.definition;

import io.spillway.config.Settings;
import io.spillway.config.SourcePosition;

/**
 * A {@code defaults} section. Immutable.
 *
 * @param name its name, or the empty string
 * @param position where its header stands
 * @param settings its values, those of the section it starts from included
 * @param servers what its {@code default-server} lines say
 */
public record DefaultsDefinition(
    String name, SourcePosition position, Settings settings, Settings servers) {}
