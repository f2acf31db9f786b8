package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/** Converters of times since 1970 to text. */
public final class Times {
  private static final List<DateTimeFormatter> HTTP_DATES =
      List.of(
          DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

  private static final long MICROS = 1_000_000;

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          converter("ltime", 1, false),
          converter("utime", 1, true),
          converter("ms_ltime", 1_000, false),
          converter("ms_utime", 1_000, true),
          converter("us_ltime", MICROS, false),
          converter("us_utime", MICROS, true),
          Converter.of("date", STRING, INTEGER, Times::parse),
          Converter.of("http_date", INTEGER, STRING, "[integer,string]", Times::httpDate));

  private Times() {}

  /** Reads a date in one of the three forms of RFC 9110 section 5.6.7. */
  private static boolean parse(Sample sample) {
    String text = sample.toString().strip();
    for (DateTimeFormatter form : HTTP_DATES) {
      try {
        return sample.integer(LocalDateTime.parse(text, form).toEpochSecond(ZoneOffset.UTC));
      } catch (DateTimeParseException e) {
        // Another form, or no date at all.
        continue;
      }
    }
    return false;
  }

  private static Converter converter(String name, long unitsPerSecond, boolean utc) {
    return Converter.of(
        name,
        INTEGER,
        STRING,
        "string[,integer]",
        arguments -> {
          ZoneId zone = utc ? ZoneOffset.UTC : ZoneId.systemDefault();
          TimeFormat compiled = new TimeFormat(arguments.text(0), zone);
          long offset = arguments.integer(1, 0);
          return (evaluation, sample) ->
              append(
                  sample, compiled, instant(sample.number(), unitsPerSecond).plusSeconds(offset));
        });
  }

  private static Instant instant(long value, long unitsPerSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(value, unitsPerSecond),
        Math.floorMod(value, unitsPerSecond) * (1_000_000_000 / unitsPerSecond));
  }

  private static boolean append(Sample sample, TimeFormat format, Instant instant) {
    ByteBuilder out = sample.scratch();
    format.append(instant, out);
    return sample.bytes(STRING, out);
  }

  private static Conversion httpDate(CallArguments arguments) {
    long offset = arguments.integer(0, 0);
    long unitsPerSecond =
        switch (arguments.text(1)) {
          case "", "s" -> 1;
          case "ms" -> 1_000;
          case "us" -> MICROS;
          default ->
              throw arguments.error("expects 's', 'ms' or 'us', got '" + arguments.text(1) + "'");
        };
    TimeFormat format = new TimeFormat("%a, %d %b %Y %H:%M:%S", ZoneOffset.UTC);
    int fractionDigits = unitsPerSecond == 1 ? 0 : unitsPerSecond == MICROS ? 6 : 3;
    return (evaluation, sample) -> {
      long value = sample.number() + offset * unitsPerSecond;
      ByteBuilder out = sample.scratch();
      format.append(instant(value, unitsPerSecond), out);
      if (fractionDigits > 0) {
        out.append('.').appendPadded(Math.floorMod(value, unitsPerSecond), fractionDigits);
      }
      out.append(" GMT");
      return sample.bytes(STRING, out);
    };
  }
}
