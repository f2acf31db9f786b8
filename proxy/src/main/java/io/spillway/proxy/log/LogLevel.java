package io.spillway.proxy.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The severities of syslog (RFC 5424 section 6.2.1), the gravest first. */
public enum LogLevel {
  EMERG,
  ALERT,
  CRIT,
  ERR,
  WARNING,
  NOTICE,
  INFO,
  DEBUG;

  private static final LogLevel[] ALL = values();

  /** The word in the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The level with the number {@code severity}, 0 to 7. */
  public static LogLevel of(int severity) {
    return ALL[severity];
  }

  /** The level that {@code word} means, or null. */
  public static @Nullable LogLevel named(String word) {
    for (LogLevel level : ALL) {
      if (level.word().equals(word)) {
        return level;
      }
    }
    return null;
  }
}
