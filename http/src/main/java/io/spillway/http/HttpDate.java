package io.spillway.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * A date as HTTP headers carry it, {@code Tue, 24 Nov 2026 02:00:00 GMT} (RFC 9110 section 5.6.7),
 * remembered for the second that it tells. Confined to one event loop.
 */
public final class HttpDate {
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private long second = Long.MIN_VALUE;
  private byte[] text = new byte[0];

  /**
   * The text for a moment.
   *
   * @param milliseconds since 1970
   * @return 29 bytes; not to be changed
   */
  public byte[] at(long milliseconds) {
    long wanted = Math.floorDiv(milliseconds, 1000L);
    if (wanted != second) {
      text = Ascii.bytes(format(wanted));
      second = wanted;
    }
    return text;
  }

  /**
   * Formats a moment.
   *
   * @param seconds since 1970
   */
  public static String format(long seconds) {
    ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
    StringBuilder out = new StringBuilder(29);
    out.append(DAYS[time.getDayOfWeek().getValue() - 1]).append(", ");
    twoDigits(out, time.getDayOfMonth()).append(' ');
    out.append(MONTHS[time.getMonthValue() - 1]).append(' ').append(time.getYear()).append(' ');
    twoDigits(out, time.getHour()).append(':');
    twoDigits(out, time.getMinute()).append(':');
    twoDigits(out, time.getSecond()).append(" GMT");
    return out.toString();
  }

  private static StringBuilder twoDigits(StringBuilder out, int number) {
    return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
