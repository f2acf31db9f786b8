package io.spillway.facility.provider;

/** Whether a provider makes a change or only says what it would be. */
public enum Mode {
  /** Make the change. */
  APPLY,
  /** Read everything, write nothing, and say what the change would be. */
  DRY_RUN
}
