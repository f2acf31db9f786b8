package io.spillway.proxy.log;

import org.jspecify.annotations.Nullable;

/** What rules can have a line written of before it ends. Confined to its event loop. */
public interface RuleLog {
  /**
   * Writes a line as things stand, beside those that are written anyway.
   *
   * @param step the step that stands for the ruleset
   * @param profile what it looks like on all targets, or null for what each target says
   */
  void writeLine(LogStep step, @Nullable LogProfile profile);
}
