package io.spillway.ops.event;

import java.util.Locale;

/** How much an event matters, the least first. */
public enum Severity {
  /** Good to know. */
  INFORMATION,
  /** Somebody should look. */
  WARNING,
  /** Users are, or are about to be, without service. */
  CRITICAL;

  /** Its word in configurations and messages. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
