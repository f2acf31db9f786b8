package io.spillway.proxy.log;

import io.spillway.rules.sample.ByteBuilder;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Writes dates in the forms of log lines. Each form keeps the text of the last second that it was
 * asked for, so that most dates are copied, not computed. Confined to one thread.
 */
public final class Dates {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  private static final long MICROS = 1_000_000;
  private static final int LONGEST = 40;

  private final ZoneId zone;
  private final Form plain = new Form(Dates::formatPlain);
  private final Form local = new Form(Dates::formatWithZone);
  private final Form gmt = new Form(Dates::formatWithZone);
  private final Form syslog = new Form(Dates::formatSyslog);
  private final Form iso = new Form(Dates::formatIso);
  private final Form isoZone = new Form(Dates::formatIsoZone);

  /**
   * No dates yet.
   *
   * @param zone the zone of local dates
   */
  public Dates(ZoneId zone) {
    this.zone = zone;
  }

  /** {@code 24/Nov/2026:02:26:38.055}, local, with milliseconds. */
  public void appendMillis(ByteBuilder out, long micros) {
    plain.append(out, micros, zone);
    out.append('.').appendPadded(Math.floorMod(micros, MICROS) / 1000, 3);
  }

  /** {@code 24/Nov/2026:02:26:38 +0100}, local. */
  public void appendLocal(ByteBuilder out, long micros) {
    local.append(out, micros, zone);
  }

  /** {@code 24/Nov/2026:02:26:38 +0000}, in GMT. */
  public void appendGmt(ByteBuilder out, long micros) {
    gmt.append(out, micros, ZoneOffset.UTC);
  }

  /** {@code Nov 24 02:26:38}, local, as RFC 3164 section 4.1.2 has it. */
  public void appendSyslog(ByteBuilder out, long micros) {
    syslog.append(out, micros, zone);
  }

  /** {@code 2026-11-24T02:26:38.055123+01:00}, local, as RFC 5424 section 6.2.3 has it. */
  public void appendIso(ByteBuilder out, long micros) {
    iso.append(out, micros, zone);
    out.append('.').appendPadded(Math.floorMod(micros, MICROS), 6);
    isoZone.append(out, micros, zone);
  }

  private interface Formatter {
    void format(ByteBuilder out, LocalDateTime date, ZoneOffset offset);
  }

  private static void formatPlain(ByteBuilder out, LocalDateTime date, ZoneOffset offset) {
    out.appendPadded(date.getDayOfMonth(), 2).append('/');
    out.append(MONTHS[date.getMonthValue() - 1]).append('/');
    out.appendPadded(date.getYear(), 4).append(':');
    appendTime(out, date);
  }

  private static void formatWithZone(ByteBuilder out, LocalDateTime date, ZoneOffset offset) {
    formatPlain(out, date, offset);
    out.append(' ');
    int minutes = appendSign(out, offset);
    out.appendPadded(minutes / 60, 2).appendPadded(minutes % 60, 2);
  }

  private static void formatSyslog(ByteBuilder out, LocalDateTime date, ZoneOffset offset) {
    out.append(MONTHS[date.getMonthValue() - 1]).append(' ');
    if (date.getDayOfMonth() < 10) {
      out.append(' ');
    }
    out.appendDecimal(date.getDayOfMonth()).append(' ');
    appendTime(out, date);
  }

  private static void formatIso(ByteBuilder out, LocalDateTime date, ZoneOffset offset) {
    out.appendPadded(date.getYear(), 4).append('-').appendPadded(date.getMonthValue(), 2);
    out.append('-').appendPadded(date.getDayOfMonth(), 2).append('T');
    appendTime(out, date);
  }

  private static void formatIsoZone(ByteBuilder out, LocalDateTime date, ZoneOffset offset) {
    int minutes = appendSign(out, offset);
    out.appendPadded(minutes / 60, 2).append(':').appendPadded(minutes % 60, 2);
  }

  private static void appendTime(ByteBuilder out, LocalDateTime date) {
    out.appendPadded(date.getHour(), 2).append(':').appendPadded(date.getMinute(), 2);
    out.append(':').appendPadded(date.getSecond(), 2);
  }

  private static int appendSign(ByteBuilder out, ZoneOffset offset) {
    int seconds = offset.getTotalSeconds();
    out.append(seconds < 0 ? '-' : '+');
    return Math.abs(seconds) / 60;
  }

  /** One form with the text of its last second. */
  private static final class Form {
    private final Formatter formatter;
    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    Form(Formatter formatter) {
      this.formatter = formatter;
    }

    void append(ByteBuilder out, long micros, ZoneId zone) {
      long wanted = Math.floorDiv(micros, MICROS);
      if (wanted != second) {
        Instant instant = Instant.ofEpochSecond(wanted);
        ZoneOffset offset = zone.getRules().getOffset(instant);
        ByteBuilder fresh = new ByteBuilder(LONGEST);
        formatter.format(fresh, LocalDateTime.ofEpochSecond(wanted, 0, offset), offset);
        text = Arrays.copyOf(fresh.array(), fresh.length());
        second = wanted;
      }
      out.append(text);
    }
  }
}
