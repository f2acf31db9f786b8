package io.spillway.proxy.walk;

import io.spillway.config.SourcePosition;
import java.util.List;

/**
 * A rule that the request came to. Immutable.
 *
 * @param position where it stands
 * @param section whose it is: {@code frontend web}
 * @param applies whether its condition held
 * @param reasons what was found about each ACL of its condition
 * @param result what the rule did that ends or changes the way, or empty
 */
public record WalkStep(
    SourcePosition position, String section, boolean applies, List<String> reasons, String result) {
  public WalkStep {
    reasons = List.copyOf(reasons);
  }
}
