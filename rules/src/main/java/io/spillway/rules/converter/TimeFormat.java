package io.spillway.rules.converter;

import io.spillway.rules.sample.ByteBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Dates in the notation of POSIX strftime, in the C locale. Immutable. */
final class TimeFormat {
  private final String format;
  private final ZoneId zone;

  TimeFormat(String format, ZoneId zone) {
    this.format = format;
    this.zone = zone;
  }

  /** Appends a moment. */
  void append(Instant instant, ByteBuilder out) {
    append(format, instant.atZone(zone), out);
  }

  private static void append(String format, ZonedDateTime time, ByteBuilder out) {
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
      } else {
        appendField(format.charAt(++i), time, out);
      }
    }
  }

  private static void appendField(char field, ZonedDateTime time, ByteBuilder out) {
    switch (field) {
      case 'a' -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT));
      case 'A' -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'b', 'h' -> out.append(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case 'B' -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case 'c' -> append("%a %b %e %H:%M:%S %Y", time, out);
      case 'C' -> out.appendPadded(time.getYear() / 100, 2);
      case 'd' -> out.appendPadded(time.getDayOfMonth(), 2);
      case 'D', 'x' -> append("%m/%d/%y", time, out);
      case 'e' -> blankPadded(time.getDayOfMonth(), out);
      case 'F' -> append("%Y-%m-%d", time, out);
      case 'g' -> out.appendPadded(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2);
      case 'G' -> out.appendDecimal(time.get(IsoFields.WEEK_BASED_YEAR));
      case 'H' -> out.appendPadded(time.getHour(), 2);
      case 'I' -> out.appendPadded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2);
      case 'j' -> out.appendPadded(time.getDayOfYear(), 3);
      case 'k' -> blankPadded(time.getHour(), out);
      case 'l' -> blankPadded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), out);
      case 'm' -> out.appendPadded(time.getMonthValue(), 2);
      case 'M' -> out.appendPadded(time.getMinute(), 2);
      case 'n' -> out.append('\n');
      case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
      case 'P' -> out.append(time.getHour() < 12 ? "am" : "pm");
      case 'r' -> append("%I:%M:%S %p", time, out);
      case 'R' -> append("%H:%M", time, out);
      case 's' -> out.appendDecimal(time.toEpochSecond());
      case 'S' -> out.appendPadded(time.getSecond(), 2);
      case 't' -> out.append('\t');
      case 'T', 'X' -> append("%H:%M:%S", time, out);
      case 'u' -> out.appendDecimal(time.getDayOfWeek().getValue());
      case 'U' -> out.appendPadded(week(time.toLocalDate(), 0), 2);
      case 'V' -> out.appendPadded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'w' -> out.appendDecimal(time.getDayOfWeek().getValue() % 7);
      case 'W' -> out.appendPadded(week(time.toLocalDate(), 1), 2);
      case 'y' -> out.appendPadded(time.getYear() % 100, 2);
      case 'Y' -> out.appendDecimal(time.getYear());
      case 'z' -> offset(time, out);
      case 'Z' ->
          out.append(
              time.getZone() instanceof ZoneOffset zone && zone.getTotalSeconds() == 0
                  ? "GMT"
                  : time.getZone().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case '%' -> out.append('%');
      default -> out.append('%').append(field);
    }
  }

  private static void blankPadded(int value, ByteBuilder out) {
    if (value < 10) {
      out.append(' ');
    }
    out.appendDecimal(value);
  }

  /** The week of the year; weeks begin on Sunday (0) or Monday (1). */
  private static int week(LocalDate date, int firstDay) {
    int weekday = date.getDayOfWeek().getValue() % 7;
    return (date.getDayOfYear() - 1 + 7 - (weekday - firstDay + 7) % 7) / 7;
  }

  private static void offset(ZonedDateTime time, ByteBuilder out) {
    int minutes = time.getOffset().getTotalSeconds() / 60;
    out.append(minutes < 0 ? '-' : '+');
    out.appendPadded(Math.abs(minutes) / 60, 2).appendPadded(Math.abs(minutes) % 60, 2);
  }
}
