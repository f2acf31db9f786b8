package io.spillway.command;

import org.jspecify.annotations.Nullable;

/** A command line that makes no sense. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable String alert;
  private final boolean usage;

  private UsageException(@Nullable String alert, boolean usage) {
    this.alert = alert;
    this.usage = usage;
  }

  /** Answered with the usage text alone. */
  static UsageException usage() {
    return new UsageException(null, true);
  }

  /** Answered with an alert and the usage text. */
  static UsageException usage(String alert) {
    return new UsageException(alert, true);
  }

  /** Answered with an alert alone. */
  static UsageException alert(String alert) {
    return new UsageException(alert, false);
  }

  /** The alert, or null. */
  @Nullable String alert() {
    return alert;
  }

  /** Whether the usage text is shown. */
  boolean showsUsage() {
    return usage;
  }
}
