package io.spillway.assembly;

import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.ops.mailers.MailersDefinition;
import io.spillway.ops.watch.ProcessDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says about telling operators. Immutable.
 *
 * @param alerts the {@code alerts} section, or null
 * @param mailers HAProxy's {@code mailers} sections by name
 * @param processes the processes that are watched
 */
public record TellingPlan(
    @Nullable AlertsDefinition alerts,
    Map<String, MailersDefinition> mailers,
    List<ProcessDefinition> processes) {
  public TellingPlan {
    processes = List.copyOf(processes);
    mailers = Map.copyOf(mailers);
  }
}
