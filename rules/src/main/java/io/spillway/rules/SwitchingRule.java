package io.spillway.rules;

import io.spillway.config.SourcePosition;
import io.spillway.rules.sample.ByteBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A {@code use_backend} or {@code use-server} rule: a name, under a condition. Immutable; run by
 * any thread.
 *
 * @param condition when the name is chosen, or null for always
 * @param name the name where it is the same every time, otherwise null
 * @param format gives the name where it is not the same every time, otherwise null
 * @param position where the rule stands
 */
public record SwitchingRule(
    @Nullable Condition condition,
    @Nullable String name,
    @Nullable LogFormat format,
    SourcePosition position) {
  /** Whether the condition holds; a condition that needs more data does not. */
  public boolean applies(Evaluation evaluation) {
    return condition == null || condition.holds(evaluation);
  }

  /** Appends the name of a rule whose name is not the same every time. */
  public void appendName(Evaluation evaluation, ByteBuilder out) {
    if (format != null) {
      format.append(evaluation, out);
    }
  }
}
