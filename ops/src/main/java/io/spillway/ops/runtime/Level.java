package io.spillway.ops.runtime;

import java.util.Locale;

/** What a connection may do; each level includes those before it. */
public enum Level {
  USER,
  OPERATOR,
  ADMIN;

  /** The word in the configuration and in {@code show cli level}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
