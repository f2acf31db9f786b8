package io.spillway.assembly;

import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.ops.mailers.MailersDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says about telling operators. Immutable.
 *
 * @param alerts the {@code alerts} section, or null
 * @param mailers HAProxy's {@code mailers} sections by name
 */
public record TellingPlan(
    @Nullable AlertsDefinition alerts, Map<String, MailersDefinition> mailers) {
  public TellingPlan {
    mailers = Map.copyOf(mailers);
  }
}
