package io.spillway.proxy.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands before the text of a log line (configuration manual, keyword {@code log}). */
public enum LogFraming {
  /** The syslog header without a host name, as a local syslog daemon expects it. */
  LOCAL,
  /** The syslog header of RFC 3164 with the host name. */
  RFC3164,
  /** The syslog header of RFC 5424. */
  RFC5424,
  /** Only the syslog priority: {@code <134>}. */
  PRIORITY,
  /** Only the level: {@code <6>}. */
  SHORT,
  /** The level and the date. */
  TIMED,
  /** Only the date. */
  ISO,
  /** Nothing. */
  RAW;

  /** The word in the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The framing that {@code word} means, or null. */
  public static @Nullable LogFraming named(String word) {
    for (LogFraming framing : values()) {
      if (framing.word().equals(word)) {
        return framing;
      }
    }
    return null;
  }
}
