package io.spillway.config;

/**
 * How serious a {@link Diagnostic} is, from the least to the most; the words are those that HAProxy
 * prints.
 */
public enum Severity {
  DIAG,
  NOTICE,
  WARNING,
  ALERT
}
