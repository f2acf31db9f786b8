package io.spillway.proxy.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The facilities of syslog by HAProxy's names, in the order of their numbers. */
public enum LogFacility {
  KERN,
  USER,
  MAIL,
  DAEMON,
  AUTH,
  SYSLOG,
  LPR,
  NEWS,
  UUCP,
  CRON,
  AUTH2,
  FTP,
  NTP,
  AUDIT,
  ALERT,
  CRON2,
  LOCAL0,
  LOCAL1,
  LOCAL2,
  LOCAL3,
  LOCAL4,
  LOCAL5,
  LOCAL6,
  LOCAL7;

  /** The word in the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The facility that {@code word} means, or null. */
  public static @Nullable LogFacility named(String word) {
    for (LogFacility facility : values()) {
      if (facility.word().equals(word)) {
        return facility;
      }
    }
    return null;
  }
}
