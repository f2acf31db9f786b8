package io.spillway.config;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * HAProxy's units of time and size (configuration manual, chapter 2.5 "Time format" and 2.6 "Size
 * format").
 */
public final class Units {
  private static final Duration MOST = Duration.ofMillis(Integer.MAX_VALUE);
  private static final Duration MOST_SECONDS = Duration.ofSeconds(Integer.MAX_VALUE);

  private Units() {}

  /**
   * Reads a time.
   *
   * @param text digits and a unit: us, ms, s, m, h or d
   * @param bare the unit of a number without one
   * @throws IllegalArgumentException when {@code text} is no time or longer than about 24.8 days
   */
  public static Duration time(String text, TimeUnit bare) {
    return time(text, bare, MOST, "2147483647 ms, about 24.8 days");
  }

  /**
   * Reads a time that counts in whole seconds; parts of a second count as one.
   *
   * @param text digits and a unit as for {@link #time}; a bare number counts in seconds
   * @return seconds, up to 2147483647
   * @throws IllegalArgumentException when {@code text} is no time or longer than about 68 years
   */
  public static int seconds(String text) {
    Duration time = time(text, TimeUnit.SECONDS, MOST_SECONDS, "2147483647 s, about 68 years");
    return (int) (time.toSeconds() + (time.getNano() > 0 ? 1 : 0));
  }

  private static Duration time(String text, TimeUnit bare, Duration most, String mostText) {
    int digits = digits(text);
    if (digits == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time (expected: a number and us, ms, s, m, h or d).");
    }
    long number = number(text, digits);
    Duration unit =
        switch (text.substring(digits)) {
          case "" -> Duration.of(1, bare.toChronoUnit());
          case "us" -> Duration.ofNanos(1_000);
          case "ms" -> Duration.ofMillis(1);
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case "d" -> Duration.ofDays(1);
          default ->
              throw new IllegalArgumentException(
                  "unexpected unit '"
                      + text.substring(digits)
                      + "' in '"
                      + text
                      + "' (expected: us, ms, s, m, h or d).");
        };
    if (number > 0 && unit.compareTo(most.dividedBy(number)) > 0) {
      throw new IllegalArgumentException(
          "timer overflow in '" + text + "' (expected: at most " + mostText + ").");
    }
    return unit.multipliedBy(number);
  }

  /**
   * Reads a size.
   *
   * @param text digits and optionally k, m or g, in either case, for powers of 1024
   * @return bytes
   * @throws IllegalArgumentException when {@code text} is no size
   */
  public static long size(String text) {
    int digits = digits(text);
    if (digits == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size (expected: a number and optionally k, m or g).");
    }
    long number = number(text, digits);
    int shift =
        switch (text.substring(digits)) {
          case "" -> 0;
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          default ->
              throw new IllegalArgumentException(
                  "unexpected unit '"
                      + text.substring(digits)
                      + "' in '"
                      + text
                      + "' (expected: k, m or g).");
        };
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("'" + text + "' is too large.");
    }
    return number << shift;
  }

  private static int digits(String text) {
    int i = 0;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private static long number(String text, int digits) {
    try {
      return Long.parseLong(text, 0, digits, 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is too large.", e);
    }
  }
}
