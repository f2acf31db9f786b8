package io.spillway.ops.dashboard;

import io.spillway.ops.runtime.Level;
import io.spillway.proxy.definition.DashboardKeywords;
import io.spillway.rules.Condition;
import io.spillway.rules.Evaluation;
import io.spillway.rules.UserList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code dashboard} lines of a frontend. Immutable.
 *
 * @param users who may look; null for whoever gets there, and then nobody may change anything
 * @param operators who may silence alerts: where one of the conditions holds
 * @param administrators who may change everything: where one of the conditions holds
 * @param instances the dashboards of other instances
 */
public record DashboardSettings(
    @Nullable UserList users,
    List<Condition> operators,
    List<Condition> administrators,
    List<DashboardKeywords.Instance> instances) {
  public DashboardSettings {
    instances = List.copyOf(instances);
    operators = List.copyOf(operators);
    administrators = List.copyOf(administrators);
  }

  /** What the one who asks may do, once the password has proven right. */
  Level level(Evaluation evaluation) {
    if (users == null) {
      return Level.USER;
    }
    return holds(administrators, evaluation)
        ? Level.ADMIN
        : holds(operators, evaluation) ? Level.OPERATOR : Level.USER;
  }

  private static boolean holds(List<Condition> conditions, Evaluation evaluation) {
    return conditions.stream().anyMatch(condition -> condition.holds(evaluation));
  }
}
