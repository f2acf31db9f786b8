/**
 * The {@code alerts} section: {@link io.spillway.ops.alert.definition.AlertSections} reads it into
 * an immutable {@link io.spillway.ops.alert.definition.AlertsDefinition}.
 */
@NullMarked
package io.spillway.ops.alert.definition;

import org.jspecify.annotations.NullMarked;
