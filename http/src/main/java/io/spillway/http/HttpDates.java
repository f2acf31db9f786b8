package io.spillway.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Reads the dates that HTTP headers carry, in the three forms of RFC 9110 section 5.6.7: {@code
 * Sun, 06 Nov 1994 08:49:37 GMT}, {@code Sunday, 06-Nov-94 08:49:37 GMT} and {@code Sun Nov 6
 * 08:49:37 1994}. Stateless; allocates nothing that outlives a call.
 */
public final class HttpDates {
  /** Stands for what is no date; before all dates. */
  public static final long NONE = Long.MIN_VALUE;

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final int LETTERS = 3;
  private static final int CENTURY = 100;
  private static final int HALF_CENTURY = 50;

  private HttpDates() {}

  /**
   * The moment that a range of bytes tells, in seconds since 1970, or {@link #NONE}. The weekday is
   * not looked at; a year of two digits is the one within fifty years of now (RFC 9110).
   */
  public static long parse(byte[] bytes, int start, int end) {
    String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).strip();
    int comma = text.indexOf(',');
    String[] words = (comma < 0 ? text : text.substring(comma + 1)).strip().split("[ -]+", -1);
    if (comma >= 0) {
      return words.length == 5 && words[4].equals("GMT")
          ? moment(words[2], words[1], words[0], words[3])
          : NONE;
    }
    return words.length == 5 ? moment(words[4], words[1], words[2], words[3]) : NONE;
  }

  private static long moment(String year, String month, String day, String time) {
    int found = month.length() == LETTERS ? MONTHS.indexOf(month.toLowerCase(Locale.ROOT)) : -1;
    String[] parts = time.split(":", -1);
    if (found < 0 || found % LETTERS != 0 || parts.length != LETTERS) {
      return NONE;
    }
    try {
      int second = number(parts[2], 2);
      return LocalDateTime.of(
              year(year),
              found / LETTERS + 1,
              day.length() == 1 ? number(day, 1) : number(day, 2),
              number(parts[0], 2),
              number(parts[1], 2),
              Math.min(second, 59))
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException | NumberFormatException e) {
      return NONE;
    }
  }

  private static int year(String text) {
    if (text.length() != 2) {
      return number(text, 4);
    }
    int now = Year.now(ZoneOffset.UTC).getValue();
    int year = now / CENTURY * CENTURY + number(text, 2);
    return year > now + HALF_CENTURY ? year - CENTURY : year;
  }

  private static int number(String digits, int length) {
    if (digits.length() != length || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new NumberFormatException(digits);
    }
    return Integer.parseInt(digits);
  }
}
