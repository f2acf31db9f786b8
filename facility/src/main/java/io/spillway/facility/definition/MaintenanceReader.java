package io.spillway.facility.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.maintenance.MaintenanceWindow;
import io.spillway.facility.maintenance.Occurrence;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads the words behind {@code maintenance}. Stateless. */
public final class MaintenanceReader {
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final String EVERY_DAY = "day";
  private static final String MIDNIGHT = "24:00";
  private static final String TIMES = "<hh:mm>-<hh:mm>";
  private static final int LATEST_YEAR = 9998;

  private MaintenanceReader() {}

  /** Takes all words that are left. */
  public static MaintenanceWindow read(Arguments arguments) {
    Word form = arguments.word("'from' <date> 'to' <date>, or 'every' <days> " + TIMES);
    return switch (form.text()) {
      case "from" -> once(arguments);
      case "every" -> weekly(arguments);
      default ->
          throw arguments.error(
              form,
              "'maintenance' supports 'from' <date> 'to' <date> and 'every' <days> "
                  + TIMES
                  + " (got '"
                  + form
                  + "').");
    };
  }

  private static MaintenanceWindow once(Arguments arguments) {
    Word begin = arguments.word("a date and time, as 2026-12-01T02:00");
    Word separator = arguments.word("'to'");
    if (!separator.text().equals("to")) {
      throw arguments.error(
          separator, "'maintenance from' expects 'to' here, not '" + separator + "'.");
    }
    Word end = arguments.word("a date and time, as 2026-12-01T04:00");
    LocalDateTime from = date(arguments, begin);
    LocalDateTime to = date(arguments, end);
    ZoneId zone = zone(arguments);
    var first = from.atZone(zone).toInstant();
    var last = to.atZone(zone).toInstant();
    if (!first.isBefore(last)) {
      throw arguments.error(
          end, "'maintenance': the window ends at " + end + ", not after it begins.");
    }
    return new MaintenanceWindow.Once(new Occurrence(first, last));
  }

  private static LocalDateTime date(Arguments arguments, Word word) {
    try {
      LocalDateTime date = LocalDateTime.parse(word.text());
      if (date.getNano() == 0 && date.getYear() > 1970 && date.getYear() <= LATEST_YEAR) {
        return date;
      }
    } catch (DateTimeParseException e) {
      throw noDate(arguments, word);
    }
    throw noDate(arguments, word);
  }

  private static RuntimeException noDate(Arguments arguments, Word word) {
    return arguments.error(
        word,
        "'maintenance' expects a date and time of day (as 2026-12-01T02:00), not '" + word + "'.");
  }

  private static MaintenanceWindow weekly(Arguments arguments) {
    Word days = arguments.word("days, as 'sun', 'mon,thu', 'mon-fri' or 'day'");
    Set<DayOfWeek> on = days(arguments, days);
    Word times = arguments.word(TIMES);
    String[] parts = times.text().split("-", -1);
    if (parts.length != 2) {
      throw noTimes(arguments, times);
    }
    LocalTime from = time(arguments, times, parts[0]);
    LocalTime to =
        parts[1].equals(MIDNIGHT) ? LocalTime.MIDNIGHT : time(arguments, times, parts[1]);
    return new MaintenanceWindow.Weekly(on, from, to, zone(arguments));
  }

  private static LocalTime time(Arguments arguments, Word word, String text) {
    if (!text.matches("\\d\\d:\\d\\d")) {
      throw noTimes(arguments, word);
    }
    try {
      return LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      throw noTimes(arguments, word);
    }
  }

  private static RuntimeException noTimes(Arguments arguments, Word word) {
    return arguments.error(
        word,
        "'maintenance every' expects times of day "
            + TIMES
            + " (as 02:00-04:00), not '"
            + word
            + "'.");
  }

  private static Set<DayOfWeek> days(Arguments arguments, Word word) {
    if (word.text().equals(EVERY_DAY)) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String range : word.text().split(",", -1)) {
      String[] ends = range.split("-", -1);
      int first = DAYS.indexOf(ends[0]);
      int last = DAYS.indexOf(ends[ends.length - 1]);
      if (ends.length > 2 || first < 0 || last < 0) {
        throw arguments.error(
            word,
            "'maintenance every' expects days (as 'sun', 'mon,thu', 'mon-fri' or 'day'), not '"
                + word
                + "'.");
      }
      DayOfWeek day = DayOfWeek.of(first + 1);
      days.add(day);
      while (day.getValue() != last + 1) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  /** Times are those of Greenwich unless the line says otherwise: the same on every machine. */
  private static ZoneId zone(Arguments arguments) {
    if (!arguments.accept("timezone")) {
      arguments.end();
      return ZoneOffset.UTC;
    }
    Word word = arguments.word("a time zone, as Europe/Zurich");
    arguments.end();
    try {
      return ZoneId.of(word.text());
    } catch (DateTimeException e) {
      throw arguments.error(
          word, "'maintenance': '" + word + "' is no time zone (expected: as Europe/Zurich, UTC).");
    }
  }
}
